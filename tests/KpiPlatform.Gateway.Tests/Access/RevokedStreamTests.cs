using Grpc.Core;
using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Gateway.Tests.Recording;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Access;

/// <summary>A stream ends when its credential does, within 5 s of the real clock.</summary>
public sealed class RevokedStreamTests
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task RecordInteractions_KeyIsRevoked_EndsUnauthenticatedAndWhatWasAcknowledgedStays()
    {
        await using var server = await GatewayServer.StartAsync(options => options.AllowAnonymous = false);
        var admin = await TestKeys.AddAsync(server, "acme", AccessRoles.TenantAdmin);
        var key = await TestKeys.AddAsync(server, "acme", AccessRoles.Ingest);
        using var call = server.Interactions.RecordInteractions(TestKeys.Header(key));
        var answer = await call.SendAsync(Samples.Batch(1, "ann"));
        answer.AcceptedCount.ShouldBe(1);

        await server.Access.RevokeKeyAsync(new() { Name = $"tenants/acme/keys/{TestKeys.IdOf(key)}" }, TestKeys.Header(admin));

        await EndsAsync(call.ResponseStream);

        // The caller may hear of the end a moment before the log does.
        using var patience = new CancellationTokenSource(Promise);
        while (!server.Ports.Audit.Denials.Any(denial => denial.Method == "/kpi.v1.InteractionService/RecordInteractions" && denial.Caller!.KeyId == TestKeys.IdOf(key)))
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
    }

    [Fact]
    public async Task RecordInteractions_KeyIsRevokedByAnotherServer_EndsAllTheSame()
    {
        await using var server = await GatewayServer.StartAsync(options => options.AllowAnonymous = false);
        var key = await TestKeys.AddAsync(server, "acme", AccessRoles.Ingest);
        using var call = server.Interactions.RecordInteractions(TestKeys.Header(key));
        await call.SendAsync(Samples.Batch(1, "ann"));

        // Behind the server's back: only what is stored says so.
        await server.Ports.Keys.RevokeAsync(Domain.Identity.TenantId.Parse("acme"), TestKeys.IdOf(key), NodaTime.Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()), default);

        await EndsAsync(call.ResponseStream);
    }

    [Fact]
    public async Task RecordInteractions_KeyOfAnotherIsRevoked_GoesOn()
    {
        await using var server = await GatewayServer.StartAsync(options => options.AllowAnonymous = false);
        var admin = await TestKeys.AddAsync(server, "acme", AccessRoles.TenantAdmin);
        var key = await TestKeys.AddAsync(server, "acme", AccessRoles.Ingest);
        var other = await TestKeys.AddAsync(server, "acme", AccessRoles.Ingest);
        using var call = server.Interactions.RecordInteractions(TestKeys.Header(key));
        using var doomed = server.Interactions.RecordInteractions(TestKeys.Header(other));
        await call.SendAsync(Samples.Batch(1, "ann"));

        await server.Access.RevokeKeyAsync(new() { Name = $"tenants/acme/keys/{TestKeys.IdOf(other)}" }, TestKeys.Header(admin));
        await EndsAsync(doomed.ResponseStream);

        (await call.SendAsync(Samples.Batch(2, "bob"))).AcceptedCount.ShouldBe(1);
    }

    private static async Task EndsAsync(IAsyncStreamReader<RecordInteractionsResponse> responses)
    {
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.Unauthenticated, () => responses.MoveNext(CancellationToken.None).WaitAsync(Promise));
        details.Reason.ShouldBe("ACCESS_KEY_REVOKED");
    }
}
