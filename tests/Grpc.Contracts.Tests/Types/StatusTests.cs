using Grpc.Core;
using Shouldly;
using Xunit;

namespace Grpc.Contracts.Tests.Types;

public sealed class StatusTests
{
    /// <summary>The numbers of the gRPC specification ("Status codes and their use in gRPC"); compiled packages hold them as constants.</summary>
    [Fact]
    public void StatusCode_Numbers_AreTheWireNumbers() => Enum.GetValues<StatusCode>().ShouldBe(
    [
        StatusCode.OK, StatusCode.Cancelled, StatusCode.Unknown, StatusCode.InvalidArgument, StatusCode.DeadlineExceeded, StatusCode.NotFound,
        StatusCode.AlreadyExists, StatusCode.PermissionDenied, StatusCode.ResourceExhausted, StatusCode.FailedPrecondition, StatusCode.Aborted,
        StatusCode.OutOfRange, StatusCode.Unimplemented, StatusCode.Internal, StatusCode.Unavailable, StatusCode.DataLoss, StatusCode.Unauthenticated,
    ]);

    [Fact]
    public void StatusCode_Range_IsZeroToSixteen() => Enum.GetValues<StatusCode>().Select(static code => (int)code).ShouldBe(Enumerable.Range(0, 17));

    [Fact]
    public void Status_Default_IsOk()
    {
        default(Status).StatusCode.ShouldBe(StatusCode.OK);
        Status.DefaultSuccess.ShouldBe(new Status(StatusCode.OK, ""));
        Status.DefaultCancelled.ShouldBe(new Status(StatusCode.Cancelled, ""));
    }

    [Fact]
    public void ToString_WithAndWithoutException_SaysAll()
    {
        new Status(StatusCode.NotFound, "no").ToString().ShouldBe("Status(StatusCode=\"NotFound\", Detail=\"no\")");
        new Status(StatusCode.NotFound, "no", new IOException("disk")).ToString()
            .ShouldBe("Status(StatusCode=\"NotFound\", Detail=\"no\", DebugException=\"System.IO.IOException: disk\")");
    }

    [Fact]
    public void RpcException_FromStatus_SpeaksTheStatus()
    {
        var cause = new IOException("disk");
        var status = new Status(StatusCode.NotFound, "no", cause);

        new RpcException(status).Message.ShouldBe(status.ToString());
        new RpcException(status).InnerException.ShouldBe(cause);
        new RpcException(status).Trailers.ShouldBe(Metadata.Empty);
        new RpcException(status, "text").Message.ShouldBe("text");
    }

    [Fact]
    public void RpcException_WithTrailers_KeepsThem()
    {
        var trailers = new Metadata { { "a", "1" } };
        var failure = new RpcException(new Status(StatusCode.NotFound, "no"), trailers, "text");

        failure.Trailers.ShouldBeSameAs(trailers);
        failure.StatusCode.ShouldBe(StatusCode.NotFound);
        failure.Message.ShouldBe("text");
        Should.Throw<ArgumentNullException>(() => new RpcException(Status.DefaultSuccess, (Metadata)null!));
    }
}
