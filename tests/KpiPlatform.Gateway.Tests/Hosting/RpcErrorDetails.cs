using Google.Rpc;
using Grpc.Core;

namespace KpiPlatform.Gateway.Tests.Hosting;

/// <summary>What a caller can read out of an error.</summary>
internal sealed record RpcErrorDetails(Google.Rpc.Status Status, ErrorInfo Info, BadRequest? BadRequest, RetryInfo? RetryInfo)
{
    /// <summary>The reason; field 1 of ErrorInfo.</summary>
    public string Reason => Info.Type;

    /// <summary>The field to blame; null if none.</summary>
    public string? Field => BadRequest?.FieldViolations.Single().Field;

    public static RpcErrorDetails Of(RpcException exception)
    {
        var bytes = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        bytes.ShouldNotBeNull($"the error has no details: {exception}");
        var status = Google.Rpc.Status.Parser.ParseFrom(bytes);
        status.Code.ShouldBe((int)exception.StatusCode);
        status.Message.ShouldBe(exception.Status.Detail);
        var info = status.Details.Single(detail => detail.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
        info.Domain.ShouldBe("kpi");
        return new(
            status,
            info,
            status.Details.SingleOrDefault(detail => detail.Is(BadRequest.Descriptor))?.Unpack<BadRequest>(),
            status.Details.SingleOrDefault(detail => detail.Is(RetryInfo.Descriptor))?.Unpack<RetryInfo>());
    }

    /// <summary>Runs a call that must fail with a code; gives its details.</summary>
    public static async Task<RpcErrorDetails> ThrownByAsync(StatusCode code, Func<Task> call)
    {
        var exception = await Should.ThrowAsync<RpcException>(call);
        exception.StatusCode.ShouldBe(code, exception.Status.Detail);
        return Of(exception);
    }
}
