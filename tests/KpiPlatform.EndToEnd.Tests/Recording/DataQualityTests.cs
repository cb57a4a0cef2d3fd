using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Recording;

/// <summary>What was rejected is kept over a stop, and recorded once the tenant has been mended.</summary>
public class DataQualityTests
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Rejected_AnswersOfAnUndeclaredSurvey_AreRecordedOnceItIsDeclared(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var answer = Make.Purchase("ann", "2025-03-02", 1, id: "answer-1");
        answer.SurveyAnswered = new SurveyAnswered { Survey = "launch", Value = 5 };
        string name;
        await using (var host = await TestHost.StartAsync(database.Setting))
        {
            var tenant = await TestTenant.CreateAsync(host.Client);
            name = tenant.Name;
            var response = await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 1, id: "p-1"), Make.Purchase("ann", "2025-03-01", 1, id: "p-1"), answer);
            (response.AcceptedCount, response.DuplicateCount, response.Rejected.Count).ShouldBe((1, 1, 1));
        }

        await using var again = await TestHost.StartAsync(database.Setting);
        var client = again.Client;
        var quality = (await client.Interactions.GetDataQualityAsync(new GetDataQualityRequest { Parent = name })).Total;
        (quality.ReceivedCount, quality.AcceptedCount, quality.DuplicateCount, quality.RejectedCount, quality.LateCount).ShouldBe((3, 1, 1, 1, 1));
        quality.ValidityPercent.ShouldBe(50);

        // The indicator reads the same counters: 1 of 3 - 1.
        var validity = await new TestTenant(client, name).SeriesAsync("data_validity", Granularity.Year, "2000-01-01", "2100-01-01");
        validity.Where(value => value.HasValue).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            value => value.Value.ShouldBe(50), value => value.Numerator.ShouldBe(1), value => value.Denominator.ShouldBe(2));
        var rejected = (await client.Interactions.ListRejectedInteractionsAsync(new ListRejectedInteractionsRequest { Parent = name })).Rejections.ShouldHaveSingleItem();
        rejected.Interaction.ShouldBe(answer);

        await client.Tenants.UpdateTenantAsync(new UpdateTenantRequest
        {
            Tenant = new Tenant { Name = name, Surveys = { new Survey { Id = "launch", Type = SurveyType.Csat }, new Survey { Id = "csat", Type = SurveyType.Csat }, new Survey { Id = "nps", Type = SurveyType.Nps }, new Survey { Id = "ces", Type = SurveyType.Ces } } },
            UpdateMask = new() { Paths = { "surveys" } },
        });
        var resubmitted = await client.Interactions.ResubmitRejectedInteractionsAsync(new ResubmitRejectedInteractionsRequest { Parent = name, Ids = { rejected.Id } });
        (resubmitted.AcceptedCount, resubmitted.Rejected.Count).ShouldBe((1, 0));
        (await client.Interactions.ListRejectedInteractionsAsync(new ListRejectedInteractionsRequest { Parent = name })).Rejections.ShouldBeEmpty();
        (await new TestTenant(client, name).GetCustomerAsync("ann")).Version.ShouldBe(2);
    }
}
