using './main.bicep'
import { textOr } from 'environment.bicep'

// azd sets AZURE_ENV_NAME and AZURE_LOCATION; the others come from `azd env set NAME value`.
// Empty is the default. json() reads numbers, booleans and lists; any() hands a text on to a parameter with allowed values.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = any(readEnvironmentVariable('AZURE_LOCATION'))
param oktaOrgUrl = readEnvironmentVariable('OKTA_ORG_URL')
param oktaAuthentication = any(textOr(readEnvironmentVariable('OKTA_AUTHENTICATION', ''), 'ApiToken'))
param oktaClientId = readEnvironmentVariable('OKTA_CLIENT_ID', '')
param oktaSecretName = readEnvironmentVariable('OKTA_SECRET_NAME', '')
param oktaDPoP = any(textOr(readEnvironmentVariable('OKTA_DPOP', ''), 'Auto'))
param requestsPerMinute = json(textOr(readEnvironmentVariable('OKTA_REQUESTS_PER_MINUTE', ''), '30'))
param reservedForHigh = json(textOr(readEnvironmentVariable('RESERVED_FOR_HIGH', ''), '0'))
param trustedNetworks = json(textOr(readEnvironmentVariable('TRUSTED_NETWORKS', ''), '[]'))
param severityMap = json(textOr(readEnvironmentVariable('SEVERITY_MAP', ''), '{}'))
param defaultLifetime = readEnvironmentVariable('DEFAULT_LIFETIME', '')
param networkIsolation = json(textOr(readEnvironmentVariable('NETWORK_ISOLATION', ''), 'false'))
param maximumInstanceCount = json(textOr(readEnvironmentVariable('MAXIMUM_INSTANCE_COUNT', ''), '1'))
param instanceMemoryMB = json(textOr(readEnvironmentVariable('INSTANCE_MEMORY_MB', ''), '2048'))
param alwaysReadyHighInstances = json(textOr(readEnvironmentVariable('ALWAYS_READY_HIGH', ''), '0'))
param senderPrincipalIds = json(textOr(readEnvironmentVariable('SENDER_PRINCIPAL_IDS', ''), '[]'))
param alertEmails = json(textOr(readEnvironmentVariable('ALERT_EMAILS', ''), '[]'))
param logRetentionDays = json(textOr(readEnvironmentVariable('LOG_RETENTION_DAYS', ''), '90'))
param extraAppSettings = json(textOr(readEnvironmentVariable('EXTRA_APP_SETTINGS', ''), '{}'))
