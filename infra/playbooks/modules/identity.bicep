// The identity of one playbook. Made before the workflow, so that its roles are there when the workflow subscribes to Sentinel.
param name string
param location string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
}

output id string = identity.id
output principalId string = identity.properties.principalId
