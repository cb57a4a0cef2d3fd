using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using KpiPlatform.Cli.Errors;
using Shouldly;
using Xunit;
using RpcStatus = Google.Rpc.Status;
using Status = Grpc.Core.Status;

namespace KpiPlatform.Cli.Tests.Errors;

public sealed class RpcErrorsTests
{
    [Theory]
    [InlineData("ROLE_MISSING", "kpi whoami")]
    [InlineData("SCOPE_MISSING", "kpi whoami")]
    [InlineData("TENANT_DENIED", "--tenant")]
    public void Explain_PermissionDenied_SaysWhatToDoAboutTheReason(string reason, string advice)
    {
        // Field 1 of ErrorInfo is the reason; the library at hand still has its earlier name.
        var status = new RpcStatus { Code = (int)StatusCode.PermissionDenied, Details = { Any.Pack(new ErrorInfo { Type = reason }) } };
        var error = new RpcException(new Status(StatusCode.PermissionDenied, "No."), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });

        var explained = RpcErrors.Explain(error, new Uri("http://127.0.0.1:5080"));

        explained.Message.ShouldContain(reason);
        explained.Details.ShouldHaveSingleItem().ShouldContain(advice);
    }
}
