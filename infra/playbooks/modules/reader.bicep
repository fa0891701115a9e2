// Lets one playbook read Microsoft Sentinel: its trigger needs that, whatever the way of signing in.
param workspaceName string
param principalId string

var roles = loadJsonContent('../../roles.json')

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: workspace
  name: guid(workspace.id, principalId, roles.sentinelReader.id)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.sentinelReader.id)
    description: 'Playbook is started by Microsoft Sentinel'
  }
}

output workspaceId string = workspace.id
