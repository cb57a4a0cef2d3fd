using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.AccessService; the contract's comments say what each call does.</summary>
internal sealed class AccessGrpcService(IAccessKeyStore store, KeyMaker maker, KeyLookup lookup, CallerDefinitions definitions, TimeProvider time)
    : AccessService.AccessServiceBase
{
    private const int DefaultPageSize = 50;
    private static readonly Duration DefaultOverlap = Duration.FromDays(1);
    private static readonly Duration MaxOverlap = Duration.FromDays(30);

    /// <inheritdoc/>
    public override Task<WhoAmIResponse> WhoAmI(WhoAmIRequest request, ServerCallContext context)
    {
        var caller = CallerOf(context);
        return Task.FromResult(new WhoAmIResponse
        {
            Tenant = caller.Tenant is { } tenant ? ResourceNames.Tenant(tenant) : string.Empty,
            Roles = { KeyMapper.ToProto(caller.Roles) },
            Scopes = { caller.Scopes },
            Principal = caller.Principal,
            ExpireTime = Times.Of(caller.ExpiresAt),
        });
    }

    /// <inheritdoc/>
    public override async Task<CreateKeyResponse> CreateKey(CreateKeyRequest request, ServerCallContext context)
    {
        Domain.Identity.TenantId? tenant = request.Parent.Length == 0 ? null : ResourceNames.ParseTenant(request.Parent, "parent");
        if (tenant is { } id && await definitions.FindAsync(id, context.CancellationToken) is null)
            throw NotFoundErrors.Tenant(id);
        var sent = request.Key ?? throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "key is required.", "key");
        var wanted = new AccessKey
        {
            Tenant = tenant,
            Id = string.Empty,
            Principal = sent.Principal,
            Digest = default,
            Roles = KeyMapper.Read(sent.Roles, "key.roles"),
            Scopes = [.. sent.Scopes.Distinct(StringComparer.Ordinal)],
            CreatedAt = default,
            ExpiresAt = Times.Read(sent.ExpireTime, "key.expire_time"),
        };
        var (key, secret) = await maker.MakeAsync(CallerOf(context), wanted, context.CancellationToken);

        // Whoever tried the key before it was there must not be remembered as nobody.
        lookup.Forget();
        return new() { Key = KeyMapper.ToProto(key, time.Now()), Secret = secret };
    }

    /// <inheritdoc/>
    public override async Task<Key> GetKey(GetKeyRequest request, ServerCallContext context) =>
        KeyMapper.ToProto(await FindAsync(request.Name, context.CancellationToken), time.Now());

    /// <inheritdoc/>
    public override async Task<ListKeysResponse> ListKeys(ListKeysRequest request, ServerCallContext context)
    {
        Domain.Identity.TenantId? tenant = request.Parent.Length == 0 ? null : ResourceNames.ParseTenant(request.Parent, "parent");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadString());
        var keys = await store.ListAsync(tenant, after, size + 1, context.CancellationToken);
        var now = time.Now();
        var response = new ListKeysResponse { Keys = { keys.Take(size).Select(key => KeyMapper.ToProto(key, now)) } };
        if (keys.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(keys[size - 1].Id));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<RotateKeyResponse> RotateKey(RotateKeyRequest request, ServerCallContext context)
    {
        var previous = await FindAsync(request.Name, context.CancellationToken);
        var overlap = request.Overlap is { } asked ? Duration.FromTimeSpan(asked.ToTimeSpan()) : DefaultOverlap;
        if (overlap < Duration.Zero || overlap > MaxOverlap)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, "overlap is 0 s to 30 days.", "overlap");
        var expiresAt = Times.Read(request.ExpireTime, "expire_time");
        var (key, secret) = await maker.ReplaceAsync(CallerOf(context), previous, overlap, expiresAt, context.CancellationToken);
        lookup.Forget();
        var now = time.Now();
        return new()
        {
            Key = KeyMapper.ToProto(key, now),
            Secret = secret,
            Previous = KeyMapper.ToProto(await FindAsync(request.Name, context.CancellationToken), now),
        };
    }

    /// <inheritdoc/>
    public override async Task<Key> RevokeKey(RevokeKeyRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseKey(request.Name, "name");
        if (!await store.RevokeAsync(tenant, id, time.Now(), context.CancellationToken))
            throw NoKey();
        lookup.Forget();
        return KeyMapper.ToProto(await FindAsync(request.Name, context.CancellationToken), time.Now());
    }

    private static Caller CallerOf(ServerCallContext context) => CallerFeature.Of(context)!.Caller;

    private static DomainException NoKey() => new(ErrorKind.NotFound, Reasons.KeyNotFound, "There is no such key. ListKeys says which there are.", "name");

    private async Task<AccessKey> FindAsync(string name, CancellationToken cancellationToken)
    {
        var (tenant, id) = ResourceNames.ParseKey(name, "name");
        return await store.FindAsync(tenant, id, cancellationToken) ?? throw NoKey();
    }
}
