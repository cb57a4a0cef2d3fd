using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Tenants;
using NodaTime;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

public sealed class ServiceRateTests
{
    [Fact]
    public async Task Record_ServiceRate_BecomesPartOfTheDefinitionAndThePastIsCountedAnew()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Encode("t1", At(2025, 6, 2), new TicketOpened { Ticket = "1" }));
        await cluster.RecordAsync("c1", Encode("t2", At(2025, 6, 20), new TicketOpened { Ticket = "2" }));
        (await CostOfJuneAsync(cluster)).ShouldBe(0);

        // 15.00 a ticket from 10 June on: the second one.
        var facts = cluster.Grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(Tenant, CustomerId.TenantFacts));
        var rate = Encode("r1", At(2025, 6, 10), new ServiceRate { Unit = ServiceRateUnit.Ticket, RateMinor = 1_500 });
        await facts.Record(new([InteractionMessage.Of(rate)], ReturnCustomer: false, ValidateOnly: false), default);
        var document = await cluster.WorkUntilAsync(BackfillPhase.Done);
        document.SettingsJson.ShouldContain("1500");
        (await CostOfJuneAsync(cluster)).ShouldBe(1_500);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    private static Task<long> CostOfJuneAsync(GrainCluster cluster) =>
        cluster.SumAsync(BuiltInMeasures.CostToServeMinor, new LocalDate(2025, 6, 1), new LocalDate(2025, 7, 1));

    private static EncodedInteraction Encode(string id, Instant at, Facts facts) =>
        InteractionCodec.Encode(new Interaction { Source = "desk", Id = id, OccurredAt = at, Facts = facts }, new HashSet<string>());
}
