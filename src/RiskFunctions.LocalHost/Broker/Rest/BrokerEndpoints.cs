using Microsoft.AspNetCore.Http.HttpResults;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>Service Bus's own REST send, and the list of dead letters for the dashboard: for programs of this machine only.</summary>
internal static class BrokerEndpoints
{
    public static IEndpointConventionBuilder MapBroker(this IEndpointRouteBuilder endpoints, InMemoryBroker broker)
    {
        var all = endpoints.MapGroup("").RequireLoopback();
        all.MapPost("/{topic}/messages", (string topic, HttpRequest request, CancellationToken stop) => SendAsync(broker, topic, request, stop));
        all.MapGet("/api/dead-letters", () => TypedResults.Json(broker.DeadLetters(), BrokerJson.Default.IReadOnlyListDeadLetter));
        return all;
    }

    private static async Task<IResult> SendAsync(InMemoryBroker broker, string topic, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!topic.Equals(broker.Topology.Topic, StringComparison.OrdinalIgnoreCase))
        {
            // 410 is what Service Bus answers for an entity that does not exist.
            return Text(StatusCodes.Status410Gone, $"There is no such topic here. The topic is {broker.Topology.Topic}.");
        }

        try
        {
            broker.Send(await SendRequest.ReadAsync(request, broker.MaxMessageBytes, cancellationToken));
            return TypedResults.StatusCode(StatusCodes.Status201Created);
        }
        catch (MalformedSendException fault)
        {
            return Text(StatusCodes.Status400BadRequest, fault.Message);
        }
        catch (MessageTooLargeException fault)
        {
            return Text(StatusCodes.Status413PayloadTooLarge, fault.Message);
        }
    }

    private static ContentHttpResult Text(int status, string text) => TypedResults.Text(text, "text/plain", statusCode: status);
}
