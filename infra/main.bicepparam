using './main.bicep'

// azd sets AZURE_ENV_NAME and AZURE_LOCATION; the others come from `azd env set NAME value`.
// json() reads numbers, booleans and lists; any() hands a text on to a parameter with allowed values.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param oktaOrgUrl = readEnvironmentVariable('OKTA_ORG_URL')
param oktaAuthentication = any(readEnvironmentVariable('OKTA_AUTHENTICATION', 'ApiToken'))
param oktaClientId = readEnvironmentVariable('OKTA_CLIENT_ID', '')
param oktaDPoP = any(readEnvironmentVariable('OKTA_DPOP', 'Auto'))
param requestsPerMinute = json(readEnvironmentVariable('OKTA_REQUESTS_PER_MINUTE', '30'))
param reservedForHigh = json(readEnvironmentVariable('RESERVED_FOR_HIGH', '0'))
param trustedNetworks = json(readEnvironmentVariable('TRUSTED_NETWORKS', '[]'))
param severityMap = json(readEnvironmentVariable('SEVERITY_MAP', '{}'))
param defaultLifetime = readEnvironmentVariable('DEFAULT_LIFETIME', '')
param networkIsolation = json(readEnvironmentVariable('NETWORK_ISOLATION', 'false'))
param maximumInstanceCount = json(readEnvironmentVariable('MAXIMUM_INSTANCE_COUNT', '4'))
param instanceMemoryMB = json(readEnvironmentVariable('INSTANCE_MEMORY_MB', '2048'))
param alwaysReadyHighInstances = json(readEnvironmentVariable('ALWAYS_READY_HIGH', '0'))
param senderPrincipalIds = json(readEnvironmentVariable('SENDER_PRINCIPAL_IDS', '[]'))
param alertEmails = json(readEnvironmentVariable('ALERT_EMAILS', '[]'))
param logRetentionDays = json(readEnvironmentVariable('LOG_RETENTION_DAYS', '90'))
