using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>What stands in the details of an error.</summary>
internal static class Details
{
    /// <summary>Path of the first field to blame; empty if none is.</summary>
    public static string FieldOf(RpcException exception) => Find<BadRequest>(exception)?.FieldViolations[0].Field ?? string.Empty;

    /// <summary>The reason, UPPER_SNAKE. Field 1 of ErrorInfo; the package has it under its first name.</summary>
    public static string ReasonOf(RpcException exception) => Find<ErrorInfo>(exception)?.Type ?? string.Empty;

    /// <summary>What an action is refused with.</summary>
    public static async Task<(string Reason, string Field, Grpc.Core.Status Status)> ThrownByAsync(StatusCode code, Func<Task> action)
    {
        var exception = await Should.ThrowAsync<RpcException>(action);
        exception.StatusCode.ShouldBe(code, exception.Status.Detail);
        return (ReasonOf(exception), FieldOf(exception), exception.Status);
    }

    private static T? Find<T>(RpcException exception)
        where T : class, IMessage<T>, new()
    {
        var bytes = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        bytes.ShouldNotBeNull($"{exception.Status} has no details");
        var detail = Google.Rpc.Status.Parser.ParseFrom(bytes).Details.FirstOrDefault(any => any.Is(new T().Descriptor));
        return detail?.Unpack<T>();
    }
}
