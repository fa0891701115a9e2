using RiskFunctions.Secrets;

namespace RiskFunctions.Okta.Answers;

/// <summary>Runs a step of a request with a time limit, and makes an outcome of everything that can go wrong in it.</summary>
internal static class OutcomeOfStep
{
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<DeliveryOutcome?> RunAsync(
        Func<CancellationToken, Task<DeliveryOutcome?>> step,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await step(either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return new DeliveryOutcome.Unavailable($"no answer within {timeout.TotalSeconds:0} s");
        }
        catch (HttpRequestException e)
        {
            return new DeliveryOutcome.Unavailable($"no connection ({e.HttpRequestError})");
        }
        catch (IOException)
        {
            return new DeliveryOutcome.Unavailable("connection lost while reading the answer");
        }
        catch (AuthorizationRefusedException e)
        {
            return new DeliveryOutcome.Unauthorized(e.Message);
        }
        catch (Exception e) when (e is SecretUnavailableException or CredentialUnavailableException)
        {
            return new DeliveryOutcome.Unavailable(e.Message);
        }
        catch (Exception e)
        {
            // An unforeseen fault, in a credential source say, must hold messages and not use up their deliveries. Its text may hold anything.
            return new DeliveryOutcome.Unavailable($"{e.GetType().Name} before or while sending");
        }
    }
}
