using KpiPlatform.Domain.Identity;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;

namespace KpiPlatform.Grains.Tests;

/// <summary>The wall before the grains, with every check of the edge left out: references are made by hand.</summary>
public sealed class CallerTenantTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_OnBehalfOfAnotherTenant_NeverReachesTheGrain(bool isParity)
    {
        await using var cluster = await GrainCluster.StartAsync(isParity ? new ParityOptions { Seed = 1 } : null);
        await cluster.RecordAsync("ann", GrainCluster.Purchase("1", GrainCluster.At(2026, 1, 2)));

        foreach (var stranger in new[] { "other", "acm", "acme2", "nobody" })
        {
            await OnBehalfOfAsync(stranger, async () =>
            {
                await Should.ThrowAsync<UnauthorizedAccessException>(() => cluster.Customer("ann").Get(default));

                // The same words for what is not there.
                await Should.ThrowAsync<UnauthorizedAccessException>(() => cluster.Customer("nobody").Get(default));
            });
            await OnBehalfOfAsync(stranger, () => Should.ThrowAsync<UnauthorizedAccessException>(() => cluster.RecordAsync("ann", GrainCluster.Purchase("2", GrainCluster.At(2026, 1, 3)))));
            await OnBehalfOfAsync(stranger, () => Should.ThrowAsync<UnauthorizedAccessException>(() => cluster.TenantGrain().Get(default)));
            await OnBehalfOfAsync(stranger, () => Should.ThrowAsync<UnauthorizedAccessException>(() => cluster.Measures().Verify(default)));
            await OnBehalfOfAsync(stranger, () => Should.ThrowAsync<UnauthorizedAccessException>(async () => await FirstAsync(cluster.Customer("ann"))));
        }

        (await cluster.Customer("ann").Get(default)).Require().Version.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_OnBehalfOfTheOwnTenantOrOfNobody_IsAnswered(bool isParity)
    {
        await using var cluster = await GrainCluster.StartAsync(isParity ? new ParityOptions { Seed = 1 } : null);

        await OnBehalfOfAsync(GrainCluster.Tenant.Value, async () =>
        {
            await cluster.RecordAsync("ann", GrainCluster.Purchase("1", GrainCluster.At(2026, 1, 2)));
            (await FirstAsync(cluster.Customer("ann"))).Version.ShouldBe(1);
            (await cluster.TenantGrain().Get(default)).Require().Number.ShouldBeGreaterThan(0);
        });
        (await cluster.Customer("ann").Get(default)).Require().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Call_AfterItHasArrived_IsTheServersOwn()
    {
        // What the grain starts for all tenants (writers, publishers, caches) must not go on in one tenant's name.
        CallerTenant.Enter("acme");
        CallerTenant.Take().ShouldBe("acme");
        CallerTenant.Take().ShouldBeNull();
        await Task.CompletedTask;
    }

    [Fact]
    public void Keys_OfAllGrains_BeginWithTheirTenant()
    {
        var tenant = TenantId.Parse("acme");
        string[] keys = [GrainKeys.Tenant(tenant), GrainKeys.Customer(tenant, CustomerId.Parse("a/b")), GrainKeys.Customer(tenant, CustomerId.TenantFacts), GrainKeys.Scorecard(tenant, ScorecardId.Parse("main")), GrainKeys.Measures(tenant, 3)];

        foreach (var key in keys)
            GrainKeys.TenantOf(key).ToString().ShouldBe("acme");

        // A grain interface with another kind of key would not be held by the wall.
        typeof(IMeasuresGrain).Assembly.GetTypes()
            .Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type) && !typeof(IGrainWithStringKey).IsAssignableFrom(type))
            .ShouldBeEmpty();
    }

    private static async Task<CustomerView> FirstAsync(ICustomerGrain customer)
    {
        await foreach (var view in customer.Watch(default))
            return view;
        throw new InvalidOperationException("It ended.");
    }

    /// <summary>In a flow of its own, as calls of the edge are.</summary>
    private static Task OnBehalfOfAsync(string tenant, Func<Task> act) => Task.Run(() =>
    {
        CallerTenant.Enter(tenant);
        return act();
    });
}
