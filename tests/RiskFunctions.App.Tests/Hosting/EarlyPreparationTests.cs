using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RiskFunctions.Secrets;

namespace RiskFunctions.App.Tests.Hosting;

/// <summary>What a new instance does before its first signal comes.</summary>
public sealed class EarlyPreparationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("true", "false", "okta-api-token")]
    [InlineData("false", "true", "security-events-key")]
    public async Task Credential_is_read_before_the_worker_is_connected(string addresses, string users, string secret)
    {
        var secrets = new RecordedSecrets(fault: null);

        using var host = Build(
            secrets, ("RiskEvents__Enabled", addresses), ("SecurityEvents__Enabled", users), ("SecurityEvents__Issuer", "https://transmitter.example.com"));
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(secret, await secrets.FirstRead);
    }

    [Fact]
    public async Task Credential_that_cannot_be_read_stops_no_start()
    {
        var secrets = new RecordedSecrets(new SecretUnavailableException("The vault is away."));

        using var host = Build(secrets);
        await host.StartAsync();
        await host.StopAsync();

        Assert.True(secrets.FirstRead.IsCompletedSuccessfully);
    }

    // The worker's connection to the Functions host stands only when the credential has been asked for.
    private static IHost Build(RecordedSecrets secrets, params (string Name, string Value)[] settings)
    {
        var sample = AppSettings.Sample();
        foreach (var (name, value) in settings)
        {
            sample[name] = value;
        }

        var builder = Program.CreateBuilder(AppSettings.AsArguments(sample));
        builder.Services.AddSingleton<ISecretSource>(secrets);
        var connection = builder.Services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name == "WorkerHostedService");
        builder.Services[builder.Services.IndexOf(connection)] = ServiceDescriptor.Singleton<IHostedService>(new Connection(secrets.FirstRead));
        return builder.Build();
    }

    private sealed class RecordedSecrets(Exception? fault) : ISecretSource
    {
        private readonly TaskCompletionSource<string> _firstRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstRead => _firstRead.Task;

        public ValueTask<string> GetSecretAsync(string name, bool fresh, CancellationToken cancellationToken)
        {
            _firstRead.TrySetResult(name);
            return fault is null ? ValueTask.FromResult("token") : ValueTask.FromException<string>(fault);
        }
    }

    private sealed class Connection(Task before) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => before.WaitAsync(Patience, TimeProvider.System, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
