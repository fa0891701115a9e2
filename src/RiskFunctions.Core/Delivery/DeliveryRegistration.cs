using RiskFunctions.Delivery.Batches;
using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.Delivery.Users;
using RiskFunctions.Metering.Permits;
using RiskFunctions.Metering.Sharing;

namespace RiskFunctions.Delivery;

internal static class DeliveryRegistration
{
    public static IServiceCollection AddDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DeliveryOptions>().Bind(configuration.GetSection(DeliveryOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidation>());
        services.AddMetrics();
        services.TryAddSingleton<FlowMetrics>();
        services.TryAddSingleton(_ => new FlowTraces(configuration["SignalsTopic"] is { Length: > 0 } topic ? topic : "risk-signals"));
        services.TryAddSingleton(static p => new OktaCircuit(
            OktaCircuit.RiskEvents, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<OktaCircuit>>()));
        services.TryAddSingleton(new StopGrace(StopGrace.DefaultInFlight));
        services.TryAddSingleton<BatchesUnderWay>();
        services.AddHostedService(static p => p.GetRequiredService<BatchesUnderWay>());
        services.TryAddSingleton<DestinationRules>();
        services.TryAddSingleton<MessageReading>();
        services.TryAddSingleton<SeatFilling>();
        services.TryAddSingleton<Func<IBatchDelivery>>(static p => p.GetRequiredService<IBatchDelivery>);
        services.TryAddSingleton(static p => new FreshPermits(
            p.GetRequiredService<PermitQueue>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<FreshPermits>>(),
            p.GetRequiredService<FlowMetrics>().Waited));
        services.TryAddSingleton<IRequestTry<BatchWork>, RequestTry>();
        services.TryAddSingleton<RequestSender<BatchWork>>();
        services.AddUserDelivery();
        services.TryAddSingleton<MessageSettler>();
        services.TryAddSingleton<IBatchDelivery, BatchDelivery>();
        services.TryAddSingleton<IFlowStatus>(static p => new FlowStatus(
            p.GetRequiredService<MeterSession>(),
            p.GetRequiredService<OktaCircuit>(),
            p.GetRequiredService<FlowMetrics>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetService<UserDelivery>() is { } users ? (users.Meter, users.Circuit) : null));
        return services;
    }
}
