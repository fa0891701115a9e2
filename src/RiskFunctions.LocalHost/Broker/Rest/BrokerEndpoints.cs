using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskFunctions.Delivery;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>The broker over HTTP, for programs of this machine only.</summary>
internal static class BrokerEndpoints
{
    /// <summary>Longest wait of a receive; a worker asks again.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    public static IEndpointConventionBuilder MapBroker(this IEndpointRouteBuilder endpoints, InMemoryBroker broker)
    {
        var all = endpoints.MapGroup("").RequireLoopback();
        all.MapPost("/{topic}/messages", (string topic, HttpRequest request, CancellationToken stop) => SendAsync(broker, topic, request, stop));
        all.MapGet("/api/dead-letters", () => TypedResults.Json(broker.DeadLetters(), BrokerJson.Default.IReadOnlyListDeadLetter));
        all.MapGet("/api/dead-letters/body", (string messageId, HttpResponse response) => BodyOf(broker, messageId, response));
        all.MapPost("/api/dead-letters/replay", (string? lane, string? reason) => Replay(broker, lane, reason));
        var stopping = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        MapWorkers(all.MapGroup("/broker"), broker, stopping);
        return all;
    }

    private static void MapWorkers(RouteGroupBuilder workers, InMemoryBroker broker, CancellationToken stopping)
    {
        workers.MapPost("/{lane}/receive", async (string lane, int max, long waitMilliseconds, CancellationToken gone) =>
        {
            // Without this a waiting worker would hold up the end of this host.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
            return await ReceiveAsync(broker, lane, max, waitMilliseconds, either.Token);
        });
        var locks = workers.MapGroup("/locks/{token:guid}");
        locks.MapPost("/complete", (Guid token) => Settle(() => broker.Complete(token)));
        locks.MapPost("/abandon", (Guid token, HttpRequest request, CancellationToken stop) => AbandonAsync(broker, token, request, stop));
        locks.MapPost("/renew", (Guid token) => Settle(() => broker.Renew(token)));
        locks.MapPost("/dead-letter", (Guid token, HttpRequest request, CancellationToken stop) => DeadLetterAsync(broker, token, request, stop));
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

    private static IResult BodyOf(InMemoryBroker broker, string messageId, HttpResponse response)
    {
        if (broker.DeadLetterBody(messageId) is not { } body)
        {
            return Text(StatusCodes.Status404NotFound, "No dead letter has this message id.");
        }

        // A sender wrote it: no browser may take it for a page of this host, whatever type it claims.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox";
        return TypedResults.Bytes(body, "application/octet-stream");
    }

    private static IResult Replay(InMemoryBroker broker, string? lane, string? reason)
    {
        var chosenLane = string.IsNullOrEmpty(lane) ? null : lane;
        return chosenLane is not null && !broker.HasLane(chosenLane)
            ? Text(StatusCodes.Status404NotFound, "There is no such lane.")
            : TypedResults.Json(new ReplayAnswer(broker.Replay(chosenLane, string.IsNullOrEmpty(reason) ? null : reason)), BrokerJson.Default.ReplayAnswer);
    }

    private static async Task<IResult> ReceiveAsync(InMemoryBroker broker, string lane, int max, long waitMilliseconds, CancellationToken cancellationToken)
    {
        if (!broker.HasLane(lane) || max < 1)
        {
            return Text(StatusCodes.Status404NotFound, "There is no such lane, or max is below 1.");
        }

        var wait = TimeSpan.FromMilliseconds(Math.Clamp(waitMilliseconds, 0, MaxWait.TotalMilliseconds));
        var deliveries = await TakeAsync(broker, lane, max, wait, cancellationToken);
        return TypedResults.Json([.. deliveries.Select(WireMessage.Of)], BrokerJson.Default.IReadOnlyListWireMessage);
    }

    /// <summary>None when the worker is gone or this host ends, so that no message stays locked for nobody.</summary>
    private static async Task<IReadOnlyList<LockedDelivery>> TakeAsync(
        InMemoryBroker broker, string lane, int max, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            var deliveries = await broker.TakeAsync(lane, max, wait, cancellationToken);
            if (!cancellationToken.IsCancellationRequested)
            {
                return deliveries;
            }

            foreach (var delivery in deliveries)
            {
                broker.Abandon(delivery.Token);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }

        return [];
    }

    private static async Task<IResult> AbandonAsync(InMemoryBroker broker, Guid token, HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // A body is welcome and not needed: what has nothing to note has nothing to say.
            var note = request.HasJsonContentType() ? await request.ReadFromJsonAsync(BrokerJson.Default.AbandonRequest, cancellationToken) : null;
            var properties = note?.ToProperties();
            return Settle(() => broker.Abandon(token, properties));
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return Text(StatusCodes.Status400BadRequest, "The body must be an object with properties.");
        }
    }

    private static async Task<IResult> DeadLetterAsync(InMemoryBroker broker, Guid token, HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var why = await request.ReadFromJsonAsync(BrokerJson.Default.DeadLetterRequest, cancellationToken);
            return Settle(() => broker.MoveToDeadLetters(token, why?.Reason ?? "", why?.Description ?? ""));
        }
        catch (JsonException)
        {
            return Text(StatusCodes.Status400BadRequest, "The body must be an object with reason and description.");
        }
    }

    private static IResult Settle(Action settle)
    {
        try
        {
            settle();
            return TypedResults.NoContent();
        }
        catch (LockLostException fault)
        {
            return Text(StatusCodes.Status410Gone, fault.Message);
        }
        catch (ArgumentException fault)
        {
            return Text(StatusCodes.Status400BadRequest, fault.Message);
        }
    }

    private static ContentHttpResult Text(int status, string text) => TypedResults.Text(text, "text/plain", statusCode: status);
}
