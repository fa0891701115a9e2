using RiskFunctions.Secrets;

namespace RiskFunctions.Okta.Answers;

/// <summary>Makes an outcome of everything that can go wrong in a step of a request, a step longer than its time too.</summary>
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
            // A fault that nobody foresaw, in a credential source say, must hold messages like any other, not spend their deliveries.
            // Its text is left out: nobody knows what is in it.
            return new DeliveryOutcome.Unavailable($"{e.GetType().Name} before or while sending");
        }
    }
}
