namespace Grpc.Core;

public enum StatusCode
{
    OK = 0,
    Cancelled = 1,
    Unknown = 2,
    FailedPrecondition = 9,
    Unavailable = 14,
}
