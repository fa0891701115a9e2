namespace Grpc.Core;

public class RpcException(Status status) : Exception($"Status(StatusCode=\"{status.StatusCode}\", Detail=\"{status.Detail}\")")
{
    public Status Status { get; } = status;

    public StatusCode StatusCode => Status.StatusCode;
}
