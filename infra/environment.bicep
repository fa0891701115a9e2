// For main.bicepparam: an environment variable that is there but empty means the same as one that is not there.
@export()
@description('The text, or the fallback where the text is empty.')
func textOr(text string, fallback string) string => empty(trim(text)) ? fallback : text
