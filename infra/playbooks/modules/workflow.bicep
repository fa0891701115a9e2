// The workflow of one playbook: the trigger's body goes to the topic whole.
param name string
param location string
param triggerName string

@description('Path of the Sentinel connector for this trigger.')
param triggerPath string

@description('Workflow expression for the severity, without the @.')
param severity string

@description('Workflow expression for the id of the incident or alert.')
param id string

@description('Workflow expression for the time of its last change.')
param lastChange string

param topicName string
param identityId string
param sentinelConnectionId string
param serviceBusConnectionId string

// No empty text ('') in the workflow's expressions: two quotes beside each other are written by some ARM evaluators as one.
// The lane. What Okta is told is decided by RiskFunctions from the body; unknown severities go to the last lane.
var severityName = 'toLower(coalesce(${severity}, \'none\'))'
var riskLevel = 'if(equals(${severityName}, \'high\'), \'HIGH\', if(equals(${severityName}, \'medium\'), \'MEDIUM\', \'LOW\'))'

resource playbook 'Microsoft.Logic/workflows@2019-05-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    state: 'Enabled'
    definition: {
      '$schema': 'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#'
      contentVersion: '1.0.0.0'
      parameters: {
        '$connections': {
          type: 'Object'
          defaultValue: {}
        }
      }
      triggers: {
        '${triggerName}': {
          type: 'ApiConnectionWebhook'
          inputs: {
            host: {
              connection: { name: '@parameters(\'$connections\')[\'azuresentinel\'][\'connectionId\']' }
            }
            // Given to Sentinel when it subscribes; it is shown to nobody.
            body: { callback_url: '@{listCallbackUrl()}' }
            path: triggerPath
          }
          // Incidents name people and machines: keep them out of the run history.
          runtimeConfiguration: {
            secureData: { properties: ['outputs'] }
          }
        }
      }
      actions: {
        Send_to_Service_Bus: {
          type: 'ApiConnection'
          runAfter: {}
          inputs: {
            host: {
              connection: { name: '@parameters(\'$connections\')[\'servicebus\'][\'connectionId\']' }
            }
            method: 'post'
            path: '/@{encodeURIComponent(encodeURIComponent(\'${topicName}\'))}/messages'
            queries: { systemProperties: 'None' }
            body: {
              ContentData: '@{base64(string(triggerBody()))}'
              ContentType: 'application/json'
              // The same change sent twice is one message: the topic detects duplicates by this id.
              MessageId: '@{concat(coalesce(${id}, guid()), \'-\', coalesce(${lastChange}, \'none\'))}'
              Properties: { riskLevel: '@{${riskLevel}}' }
            }
            retryPolicy: {
              type: 'exponential'
              count: 10
              interval: 'PT10S'
              maximumInterval: 'PT1H'
            }
          }
          runtimeConfiguration: {
            secureData: { properties: ['inputs', 'outputs'] }
          }
        }
      }
      outputs: {}
    }
    parameters: {
      '$connections': {
        value: {
          azuresentinel: {
            connectionId: sentinelConnectionId
            connectionName: last(split(sentinelConnectionId, '/'))
            id: subscriptionResourceId('Microsoft.Web/locations/managedApis', location, 'azuresentinel')
            connectionProperties: { authentication: { type: 'ManagedServiceIdentity', identity: identityId } }
          }
          servicebus: {
            connectionId: serviceBusConnectionId
            connectionName: last(split(serviceBusConnectionId, '/'))
            id: subscriptionResourceId('Microsoft.Web/locations/managedApis', location, 'servicebus')
            connectionProperties: { authentication: { type: 'ManagedServiceIdentity', identity: identityId } }
          }
        }
      }
    }
  }
}

output name string = playbook.name
