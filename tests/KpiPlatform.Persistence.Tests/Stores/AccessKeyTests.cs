using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Persistence.Tests.Fixtures;
using NodaTime;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Stores;

/// <summary>Keys: who has how many, and what becomes of them. The same on both databases.</summary>
public abstract class AccessKeyTests(StorageProvider provider) : StorageTests(provider)
{
    private static readonly TenantId Acme = TenantId.Parse("acme");
    private static readonly TenantId Other = TenantId.Parse("other");
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 1, 12, 0);

    [SkippableFact]
    public async Task Find_AKey_IsAsItWasAdded()
    {
        var module = await StartAsync();
        var key = Make(Acme, "crm") with { Scopes = ["InteractionService", "CustomerService/GetCustomer"], ExpiresAt = Now + Duration.FromDays(9), CreatedBy = "key:abc" };

        (await module.Keys.AddAsync(key, default)).ShouldBeTrue();

        Same((await module.Keys.FindAsync(Acme, key.Id, default))!, key);
        Same((await module.Keys.FindByDigestAsync(key.Digest, default))!, key);
        (await module.Keys.FindAsync(Other, key.Id, default)).ShouldBeNull();
        (await module.Keys.FindAsync(null, key.Id, default)).ShouldBeNull();
        (await module.Keys.FindByDigestAsync(ApiKey.Digest("kpi_none"), default)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Add_AThirdLiveKeyOfAPrincipal_IsRefused_UntilOneIsRevokedOrExpires()
    {
        var module = await StartAsync();
        var first = Make(Acme, "crm");
        (await module.Keys.AddAsync(first, default)).ShouldBeTrue();
        (await module.Keys.AddAsync(Make(Acme, "crm") with { ExpiresAt = Now + Duration.FromHours(1) }, default)).ShouldBeTrue();
        (await module.Keys.AddAsync(Make(Acme, "crm"), default)).ShouldBeFalse();
        (await module.Keys.AddAsync(Make(Acme, "shop"), default)).ShouldBeTrue();
        (await module.Keys.AddAsync(Make(Other, "crm"), default)).ShouldBeTrue();

        (await module.Keys.RevokeAsync(Acme, first.Id, Now, default)).ShouldBeTrue();
        (await module.Keys.AddAsync(Make(Acme, "crm"), default)).ShouldBeTrue();
        (await module.Keys.AddAsync(Make(Acme, "crm"), default)).ShouldBeFalse();
        (await module.Keys.AddAsync(Make(Acme, "crm") with { CreatedAt = Now + Duration.FromHours(1) }, default)).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Add_ManyAtOnce_LeavesTwo()
    {
        var module = await StartAsync();

        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => module.Keys.AddAsync(Make(Acme, "crm"), default)));

        added.Count(one => one).ShouldBe(2);
        (await module.Keys.ListAsync(Acme, null, 10, default)).Count.ShouldBe(2);
    }

    [SkippableFact]
    public async Task AddFirst_OfTwoStoresAtOnce_MakesOne()
    {
        var (one, other) = (await StartModuleAsync(), await StartModuleAsync());

        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? one : other).Keys.AddFirstAsync(Make(null, "first-admin", AccessRoles.PlatformAdmin), default))));

        added.Count(made => made).ShouldBe(1);
        (await other.Keys.ListAsync(null, null, 10, default)).ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task AddFirst_ThereEverWasOne_AddsNone()
    {
        var module = await StartAsync();
        await module.Keys.AddAsync(Make(Acme, "crm"), default);
        var first = Make(null, "first-admin", AccessRoles.PlatformAdmin);
        (await module.Keys.AddFirstAsync(first, default)).ShouldBeTrue();
        await module.Keys.RevokeAsync(null, first.Id, Now, default);

        (await module.Keys.AddFirstAsync(Make(null, "first-admin", AccessRoles.PlatformAdmin), default)).ShouldBeFalse();

        Same((await module.Keys.FindAsync(null, first.Id, default))!, first with { RevokedAt = Now });
        await Should.ThrowAsync<ArgumentException>(() => module.Keys.AddFirstAsync(Make(Acme, "first-admin"), default));
    }

    [SkippableFact]
    public async Task Replace_ALiveKey_EndsItAfterTheOverlap()
    {
        var module = await StartAsync();
        var first = Make(Acme, "crm");
        await module.Keys.AddAsync(first, default);
        var second = Make(Acme, "crm");

        (await module.Keys.ReplaceAsync(second, first.Id, Now + Duration.FromHours(24), default)).ShouldBeTrue();
        (await module.Keys.ReplaceAsync(Make(Acme, "crm"), second.Id, Now, default)).ShouldBeFalse();

        (await module.Keys.FindAsync(Acme, first.Id, default))!.ExpiresAt.ShouldBe(Now + Duration.FromHours(24));
        (await module.Keys.FindAsync(Acme, second.Id, default))!.ExpiresAt.ShouldBeNull();

        // One that ends earlier is not kept longer.
        await module.Keys.RevokeAsync(Acme, first.Id, Now, default);
        (await module.Keys.ReplaceAsync(Make(Acme, "crm"), first.Id, Now, default)).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Revoke_Again_KeepsItsTime()
    {
        var module = await StartAsync();
        var key = Make(null, "admin", AccessRoles.PlatformAdmin);
        await module.Keys.AddAsync(key, default);

        (await module.Keys.RevokeAsync(Acme, key.Id, Now, default)).ShouldBeFalse();
        (await module.Keys.RevokeAsync(null, key.Id, Now, default)).ShouldBeTrue();
        (await module.Keys.RevokeAsync(null, key.Id, Now + Duration.FromDays(1), default)).ShouldBeTrue();

        var found = (await module.Keys.FindByDigestAsync(key.Digest, default))!;
        found.Tenant.ShouldBeNull();
        found.RevokedAt.ShouldBe(Now);
    }

    [SkippableFact]
    public async Task Touch_Keys_KeepsTheLatestTime()
    {
        var module = await StartAsync();
        var key = Make(Acme, "crm");
        await module.Keys.AddAsync(key, default);

        await module.Keys.TouchAsync([new(Acme, key.Id, Now + Duration.FromMinutes(2)), new(Other, key.Id, Now)], default);
        await module.Keys.TouchAsync([new(Acme, key.Id, Now)], default);

        (await module.Keys.FindAsync(Acme, key.Id, default))!.LastUsedAt.ShouldBe(Now + Duration.FromMinutes(2));
    }

    [SkippableFact]
    public async Task List_Pages_AreOfTheTenantAlone()
    {
        var module = await StartAsync();
        List<string> own = [];
        for (var i = 0; i < 5; i++)
        {
            var key = Make(Acme, $"p{i}");
            own.Add(key.Id);
            await module.Keys.AddAsync(key, default);
            await module.Keys.AddAsync(Make(Other, $"p{i}"), default);
        }

        own.Sort(StringComparer.Ordinal);
        var first = await module.Keys.ListAsync(Acme, null, 3, default);
        var second = await module.Keys.ListAsync(Acme, first[^1].Id, 3, default);

        first.Concat(second).Select(key => key.Id).ShouldBe(own);
        (await module.Keys.ListAsync(TenantId.Parse("nobody"), null, 3, default)).ShouldBeEmpty();
    }

    private static void Same(AccessKey found, AccessKey key)
    {
        found.Digest.ToArray().ShouldBe(key.Digest.ToArray());
        found.Scopes.ShouldBe(key.Scopes);
        (found with { Digest = key.Digest, Scopes = key.Scopes }).ShouldBe(key);
    }

    private static AccessKey Make(TenantId? tenant, string principal, AccessRoles roles = AccessRoles.Ingest)
    {
        var digest = ApiKey.Digest(ApiKey.Create());
        return new() { Tenant = tenant, Id = ApiKey.IdOf(digest), Digest = digest, Principal = principal, Roles = roles, CreatedAt = Now };
    }

    private async Task<PersistenceModule> StartAsync()
    {
        var module = await StartModuleAsync();
        await module.Tenants.GetOrAddAsync(Acme, default);
        await module.Tenants.GetOrAddAsync(Other, default);
        return module;
    }
}
