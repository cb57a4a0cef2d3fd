using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Tenants;
using NodaTime;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

public sealed class ErasureTests
{
    private static readonly HashSet<string> None = [];

    [Fact]
    public async Task Erase_KnownCustomer_KeepsFactsAndTotalsAndForgetsThePerson()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("jane@x", Profile("p1", At(2026, 1, 1), ("email", "jane@x")), Purchase("o1", At(2026, 1, 2), 1_050));
        var before = Totals(cluster);

        var reply = (await cluster.Customer("jane@x").Erase(default)).Require();

        reply.ShouldBe(new EraseReply(2, 1, AlreadyErased: false));
        Totals(cluster).ShouldBe(before);
        cluster.Journal.Rows.Count.ShouldBe(2);
        cluster.Journal.Rows.ShouldAllBe(row => row.Interaction.Personal.IsEmpty);
        (await cluster.Customer("jane@x").Get(default)).Error!.Kind.ShouldBe(ErrorKind.NotFound);
        (await cluster.Customer("jane@x").Erase(default)).Require().AlreadyErased.ShouldBeTrue();
        (await cluster.Customer("nobody").Erase(default)).Error!.Kind.ShouldBe(ErrorKind.NotFound);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Record_OfAnErasedId_OldIsADuplicateNewBeginsANewCustomer(bool afterRestart)
    {
        await using var first = await StartAsync();
        var old = Purchase("o1", At(2026, 1, 2), 1_050);
        await first.RecordAsync("c1", Profile("p1", At(2026, 1, 1), ("email", "jane@x")), old);
        (await first.Customer("c1").Erase(default)).Require();
        await using var second = afterRestart ? await StartAsync(journal: first.Journal) : null;
        var cluster = second ?? first;

        var late = await cluster.RecordAsync("c1", old);
        late.Results[0].Status.ShouldBe(RecordStatus.Duplicate);
        (await cluster.Customer("c1").Get(default)).Error!.Kind.ShouldBe(ErrorKind.NotFound);

        // A correction of what is recorded without its person would count it twice.
        var corrected = await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 2_000, revision: 1));
        corrected.Results[0].Reason.ShouldBe("CUSTOMER_ERASED");

        var fresh = await cluster.RecordAsync("c1", old, Purchase("o2", At(2026, 1, 3), 700));
        fresh.Results.Select(result => result.Status).ShouldBe([RecordStatus.Duplicate, RecordStatus.Accepted]);
        var view = (await cluster.Customer("c1").Get(default)).Require();
        view.ShouldSatisfyAllConditions(
            () => view.Orders.ShouldBe(1),
            () => view.RevenueMinor.ShouldBe(700),
            () => view.Attributes.ShouldBeEmpty());

        // Erased once more: both persons are behind the id, and neither comes back.
        (await cluster.Customer("c1").Erase(default)).Require().InteractionsKept.ShouldBe(1);
        var again = await cluster.RecordAsync("c1", old, Purchase("o2", At(2026, 1, 3), 700));
        again.Results.ShouldAllBe(result => result.Status == RecordStatus.Duplicate);
        cluster.Journal.Rows.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Erase_AttributeThatADimensionWasDeclaredOnLater_StaysCountedUnderItsValue()
    {
        await using var cluster = await StartAsync(create: false);
        await cluster.CreateTenantAsync();
        await cluster.RecordAsync("c1", Profile("p1", At(2026, 1, 1), ("region", "north"), ("email", "jane@x")), Purchase("o1", At(2026, 1, 2), 1_000));
        var settings = new TenantSettings { Dimensions = [new DimensionDefinition("region", "attribute:region", ["north", "south"])] };
        await cluster.ChangeAsync(settings);
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        var before = Totals(cluster);
        before.Keys.ShouldContain(key => key.Dimension != DimensionValue.Whole);

        (await cluster.Customer("c1").Erase(default)).Require();

        Totals(cluster).ShouldBe(before);
        var left = InteractionCodec.Decode(cluster.Journal.Rows[0].Interaction).Facts.ShouldBeOfType<ProfileUpdated>();
        left.Attributes.ShouldBe([new("region", "north")]);
        var definition = (await cluster.Definitions.FindAsync(Tenant, default))!;
        var state = new CustomerState(new FoldContext(definition));
        var folded = new CellDelta();
        state.Add([.. cluster.Journal.Rows.Select(row => row.Interaction)], folded);
        cluster.Journal.Deltas.Where(delta => definition.MeasuresShards.Contains(delta.Shard)).Aggregate(new CellDelta(), (sum, delta) =>
        {
            sum.Add(delta.Delta);
            return sum;
        }).SameAs(folded).ShouldBeTrue();
    }

    [Fact]
    public async Task Erase_WhileACommitIsOnItsWay_NothingOfThePersonComesBackWithIt()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        cluster.Journal.Hold();
        var pending = cluster.RecordAsync("c1", Profile("p1", At(2026, 1, 3), ("email", "jane@x")));
        await cluster.Journal.WhenHeldAsync(1);
        var erasing = cluster.Customer("c1").Erase(default);
        cluster.Journal.Release();
        (await pending).Results[0].Status.ShouldBe(RecordStatus.Accepted);
        (await erasing).Require().InteractionsKept.ShouldBe(2);
        (await cluster.Customer("c1").Get(default)).Error!.Kind.ShouldBe(ErrorKind.NotFound);
        cluster.Journal.Rows.ShouldAllBe(row => row.Interaction.Personal.IsEmpty);
    }

    [Fact]
    public async Task Erase_ByOneOfTwoActivations_TheOtherCanAppendNothingMore()
    {
        await using var first = await StartAsync();
        await first.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        await using var second = await StartAsync(journal: first.Journal);
        (await second.Customer("c1").Get(default)).Require();

        (await first.Customer("c1").Erase(default)).Require();

        var lost = await second.RecordAsync("c1", Profile("p1", At(2026, 1, 3), ("email", "jane@x")));
        lost.Results[0].Status.ShouldBe(RecordStatus.Unavailable);
        var again = await second.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        again.Results[0].Status.ShouldBe(RecordStatus.Duplicate);
        (await second.Customer("c1").Get(default)).Error!.Kind.ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public async Task Watch_OfACustomerWhoIsErased_Ends()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        var watch = cluster.Customer("c1").Watch(default).GetAsyncEnumerator();
        (await watch.MoveNextAsync()).ShouldBeTrue();
        var next = watch.MoveNextAsync();
        (await cluster.Customer("c1").Erase(default)).Require();
        (await next.AsTask().WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeFalse();
        await watch.DisposeAsync();
    }

    [Fact]
    public async Task EraseBefore_ActiveCustomer_LosesOnlyOldPersonalParts()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync(
            "c1",
            Profile("p1", At(2025, 1, 1), ("email", "old@x"), ("phone", "1")),
            Profile("p2", At(2026, 1, 1), ("email", "new@x")),
            Purchase("o1", At(2026, 1, 2)));
        var before = Totals(cluster);

        var reply = (await cluster.Customer("c1").EraseBefore(At(2025, 6, 1).ToUnixTimeTicks(), default)).Require();

        reply.ShouldBe(new EraseReply(3, 1, AlreadyErased: false));
        (await cluster.Customer("c1").Get(default)).Require().Attributes.ShouldBe([new("email", "new@x")]);
        Totals(cluster).ShouldBe(before);
        (await cluster.Customer("c1").EraseBefore(At(2025, 6, 1).ToUnixTimeTicks(), default)).Require().PersonalPartsDeleted.ShouldBe(0);

        // Another process folds the same.
        await using var second = await StartAsync(journal: cluster.Journal);
        (await second.Customer("c1").Get(default)).Require().Attributes.ShouldBe([new("email", "new@x")]);
    }

    [Fact]
    public async Task EraseBefore_SilentSinceBefore_IsForgottenEntirely()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 1, 2)));
        (await cluster.Customer("c1").EraseBefore(At(2025, 6, 1).ToUnixTimeTicks(), default)).Require();
        (await cluster.Customer("c1").Get(default)).Error!.Kind.ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public async Task Erase_TheTenantsOwnFacts_IsRefused()
    {
        await using var cluster = await StartAsync();
        var grain = cluster.Grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(Tenant, CustomerId.TenantFacts));
        (await grain.Erase(default)).Error!.Reason.ShouldBe("NO_PERSON");
    }

    private static EncodedInteraction Profile(string id, Instant at, params (string Key, string Value)[] attributes) => InteractionCodec.Encode(
        new Interaction
        {
            Source = "crm",
            Id = id,
            OccurredAt = at,
            Facts = new ProfileUpdated { Attributes = [.. attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => new KeyValuePair<string, string>(attribute.Key, attribute.Value))] },
        },
        None);

    private static Dictionary<(int Shard, CellKey Key, DimensionValue Dimension), long> Totals(GrainCluster cluster)
    {
        var totals = new Dictionary<(int, CellKey, DimensionValue), long>();
        foreach (var delta in cluster.Journal.Deltas)
        {
            foreach (var (key, amount) in delta.Delta.Changes)
                totals[(delta.Shard, key, key.Dimension)] = totals.GetValueOrDefault((delta.Shard, key, key.Dimension)) + amount;
        }

        return totals.Where(total => total.Value != 0).ToDictionary();
    }
}
