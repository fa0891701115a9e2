using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
        services.TryAddSingleton<OktaCircuit>();
        services.TryAddSingleton(new StopGrace(StopGrace.DefaultInFlight));
        services.TryAddSingleton<TryRecord>();
        services.TryAddSingleton<BatchesUnderWay>();
        services.AddHostedService(static p => p.GetRequiredService<BatchesUnderWay>());
        services.TryAddSingleton<DestinationRules>();
        services.TryAddSingleton<MessageReading>();
        services.TryAddSingleton<SeatFilling>();
        services.TryAddSingleton<Func<IBatchDelivery>>(static p => p.GetRequiredService<IBatchDelivery>);
        services.TryAddSingleton<FreshPermits>();
        services.TryAddSingleton<IRequestTry<BatchWork>, RequestTry>();
        services.TryAddSingleton<RequestSender<BatchWork>>();
        services.AddUserDelivery();
        services.TryAddSingleton<MessageSettler>();
        services.TryAddSingleton<IBatchDelivery, BatchDelivery>();
        services.TryAddSingleton<IFlowStatus, FlowStatus>();
        return services;
    }
}
