namespace Microsoft.Azure.Functions.Worker;

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute(string topicName, string subscriptionName) : Attribute
{
    public string? TopicName { get; } = topicName;

    public string? SubscriptionName { get; } = subscriptionName;

    public string? Connection { get; set; }

    public bool IsBatched { get; set; }

    public bool AutoCompleteMessages { get; set; } = true;
}
