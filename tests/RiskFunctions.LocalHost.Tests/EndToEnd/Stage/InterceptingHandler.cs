namespace RiskFunctions.LocalHost.Tests.EndToEnd.Stage;

/// <summary>Stands before the network: sees each request, may change it, and may answer in the server's place (null: the server answers).</summary>
internal sealed class InterceptingHandler(Func<HttpRequestMessage, Task<HttpResponseMessage?>> intercept) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (await intercept(request) is not { } answer)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        answer.RequestMessage = request;
        return answer;
    }
}
