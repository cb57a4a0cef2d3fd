using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Protocol.V1;
using Status = Grpc.Core.Status;

namespace KpiPlatform.Cli.Tests.Fakes;

public sealed class FakeAccess : AccessService.AccessServiceBase
{
    public const string Secret = "kpi_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    public WhoAmIResponse Caller { get; set; } = new() { Tenant = "tenants/acme", Principal = "key:abc", Roles = { Role.Viewer } };

    public string? LastAuthorization { get; private set; }

    public CreateKeyRequest? LastCreate { get; private set; }

    public RotateKeyRequest? LastRotate { get; private set; }

    public RevokeKeyRequest? LastRevoke { get; private set; }

    public override Task<WhoAmIResponse> WhoAmI(WhoAmIRequest request, ServerCallContext context)
    {
        LastAuthorization = context.RequestHeaders.GetValue("authorization");
        return LastAuthorization is "Bearer wrong"
            ? throw new RpcException(new Status(StatusCode.Unauthenticated, "The access key is not one of this server."))
            : Task.FromResult(Caller);
    }

    public override Task<CreateKeyResponse> CreateKey(CreateKeyRequest request, ServerCallContext context)
    {
        LastCreate = request;
        var key = request.Key.Clone();
        key.Name = request.Parent.Length == 0 ? "keys/abc" : request.Parent + "/keys/abc";
        return Task.FromResult(new CreateKeyResponse { Key = key, Secret = Secret });
    }

    public override Task<ListKeysResponse> ListKeys(ListKeysRequest request, ServerCallContext context) => Task.FromResult(new ListKeysResponse
    {
        Keys =
        {
            new Key { Name = request.Parent + "/keys/abc", Principal = "importer", Roles = { Role.Ingest }, Live = true, CreateTime = new Timestamp { Seconds = 1_750_000_000 } },
            new Key { Name = request.Parent + "/keys/def", Principal = "old", Roles = { Role.Viewer }, RevokeTime = new Timestamp { Seconds = 1_750_000_000 } },
        },
    });

    public override Task<RotateKeyResponse> RotateKey(RotateKeyRequest request, ServerCallContext context)
    {
        LastRotate = request;
        return Task.FromResult(new RotateKeyResponse { Key = new Key { Name = "tenants/acme/keys/new", Principal = "importer", Roles = { Role.Ingest } }, Secret = Secret });
    }

    public override Task<Key> RevokeKey(RevokeKeyRequest request, ServerCallContext context)
    {
        LastRevoke = request;
        return Task.FromResult(new Key { Name = request.Name });
    }
}
