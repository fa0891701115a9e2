using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RiskFunctions.App.Delivery;

namespace RiskFunctions.ColdStart;

/// <summary>The process that is measured.</summary>
internal static class MeasuredWorker
{
    public const string Empty = "empty";

    public const string App = "app";

    public static async Task RunAsync(string worker, string functionsHost, string org)
    {
        string[] ofTheHost =
        [
            $"--Functions:Worker:HostEndpoint={functionsHost}", "--Functions:Worker:WorkerId=1", "--Functions:Worker:RequestId=1",
            "--Functions:Worker:GrpcMaxMessageLength=4194304",
        ];
        if (worker == Empty)
        {
            await FunctionsApplication.CreateBuilder(ofTheHost).Build().RunAsync();
            return;
        }

        using var app = RiskFunctions.App.Program
            .CreateBuilder([.. ofTheHost, $"--Okta:OrgUrl={org}", "--Secrets:okta-api-token=token", "--Delivery:FillRequests=false"]).Build();
        await app.StartAsync();

        // As the Functions host invokes it; what the Service Bus extension converts is not measured.
        var message = ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromString("""{"ip":"203.0.113.9","riskLevel":"HIGH"}"""),
            messageId: "1",
            deliveryCount: 1,
            enqueuedTime: DateTimeOffset.UnixEpoch,
            lockedUntil: DateTimeOffset.MaxValue);
        await ActivatorUtilities.CreateInstance<RiskEventFunctions>(app.Services).SendHighRiskEventsAsync([message], new NoActions(), CancellationToken.None);
        await app.WaitForShutdownAsync();
    }

    private sealed class NoActions : ServiceBusMessageActions
    {
        public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
