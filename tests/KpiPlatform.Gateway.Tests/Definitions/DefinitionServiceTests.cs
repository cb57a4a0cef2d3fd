using Grpc.Core;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Definitions;

public sealed class DefinitionServiceTests
{
    private const string Parent = "tenants/acme";

    private static MeasureDefinition BigRevenue => new()
    {
        Title = "Big revenue",
        Description = "Amounts from 100 on.",
        Kinds = { "purchase" },
        Conditions = { "purchase.amount >= 100", "channel in [web, app]" },
        Aggregation = MeasureAggregation.Sum,
        Field = "purchase.amount",
    };

    private static IndicatorDefinition BigShare => new() { Title = "Big share", Formula = "percent(big_revenue, revenue)", Direction = Direction.Increase, MinimumSample = 5 };

    private static async Task<GatewayServer> StartAsync()
    {
        var server = await GatewayServer.StartAsync();
        await server.Tenants.CreateTenantAsync(new()
        {
            TenantId = "acme",
            Tenant = new() { TimeZone = "Etc/UTC", CurrencyCode = "EUR", FiscalYearStartMonth = 1, LapseDays = 90, ReturnWindowDays = 90, BaseActivityKinds = { "purchase" }, Dimensions = { new Dimension { Id = "channel", Source = "channel", Values = { "web" } } } },
        });
        return server;
    }

    private static async Task<GatewayServer> WithDefinitionsAsync()
    {
        var server = await StartAsync();
        await server.Definitions.CreateMeasureAsync(new() { Parent = Parent, MeasureId = "big_revenue", Measure = BigRevenue, RequestId = "r1" });
        await server.Definitions.CreateIndicatorAsync(new() { Parent = Parent, IndicatorId = "big_share", Indicator = BigShare, RequestId = "r2" });
        return server;
    }

    [Fact]
    public async Task CreateMeasure_EveryField_ComesBack()
    {
        await using var server = await StartAsync();
        var created = await server.Definitions.CreateMeasureAsync(new() { Parent = Parent, MeasureId = "big_revenue", Measure = BigRevenue });
        var expected = BigRevenue;
        (expected.Name, expected.Unit, expected.Nature, expected.Dimensional) = ("tenants/acme/measures/big_revenue", "EUR", MeasureNature.Flow, true);
        (expected.Etag, expected.CreateTime, expected.UpdateTime) = (created.Etag, created.CreateTime, created.UpdateTime);
        created.ShouldBe(expected);
        created.Etag.ShouldNotBeEmpty();
        (await server.Definitions.GetMeasureAsync(new() { Name = created.Name })).ShouldBe(created);
        GrainJson.Read<TenantSettings>(server.Grains.Tenant("acme").Document!.SettingsJson).Measures.Single().FirstNumber.ShouldBe(10_000);
        server.Ports.Forgotten.ShouldBe(["acme", "acme"]);
    }

    [Fact]
    public async Task CreateMeasure_SameRequestTwice_AnswersTheFirst()
    {
        await using var server = await WithDefinitionsAsync();
        var again = await server.Definitions.CreateMeasureAsync(new() { Parent = Parent, MeasureId = "big_revenue", Measure = new() { Kinds = { "refund" }, Aggregation = MeasureAggregation.Count }, RequestId = "r1" });
        again.Title.ShouldBe("Big revenue");
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.AlreadyExists, async () => await server.Definitions.CreateMeasureAsync(new() { Parent = Parent, MeasureId = "big_revenue", Measure = BigRevenue, RequestId = "other" }));
        (details.Reason, details.Field).ShouldBe(("DEFINITION_EXISTS", "measure_id"));
    }

    [Theory]
    [InlineData("revenue", "BUILT_IN_ID", "measure_id")]
    [InlineData("Big", "INVALID_ID", "measure_id")]
    [InlineData("over", "RESERVED_ID", "measure_id")]
    public async Task CreateMeasure_IdThatIsNotFree_IsRefused(string id, string reason, string field)
    {
        await using var server = await StartAsync();
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Definitions.CreateMeasureAsync(new() { Parent = Parent, MeasureId = id, Measure = BigRevenue }));
        (details.Reason, details.Field).ShouldBe((reason, field));
    }

    [Fact]
    public async Task CreateMeasure_WrongFields_AreNamed()
    {
        await using var server = await StartAsync();
        async Task<(string, string?)> RefusedAsync(Action<MeasureDefinition> change)
        {
            var measure = BigRevenue;
            change(measure);
            var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Definitions.CreateMeasureAsync(new() { Parent = Parent, MeasureId = "m", Measure = measure }));
            return (details.Reason, details.Field);
        }

        (await RefusedAsync(measure => measure.Kinds[0] = "smile")).ShouldBe(("INVALID_KIND", "measure.kinds[0]"));
        (await RefusedAsync(measure => measure.Conditions[1] = "channel is web")).ShouldBe(("SYNTAX", "measure.conditions[1]"));
        (await RefusedAsync(measure => measure.Field = "purchase.price")).ShouldBe(("UNKNOWN_FIELD", "measure.field"));
        (await RefusedAsync(measure => measure.Aggregation = (MeasureAggregation)99)).ShouldBe(("REQUIRED", "measure.aggregation"));
        var missing = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Definitions.CreateMeasureAsync(new() { Parent = Parent, MeasureId = "m" }));
        missing.Field.ShouldBe("measure");
        var elsewhere = await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, async () => await server.Definitions.CreateMeasureAsync(new() { Parent = "tenants/nobody", MeasureId = "m", Measure = BigRevenue }));
        elsewhere.Reason.ShouldBe("TENANT_NOT_FOUND");
    }

    [Fact]
    public async Task Create_ValidateOnly_StoresNothing()
    {
        await using var server = await StartAsync();
        var measure = await server.Definitions.CreateMeasureAsync(new() { Parent = Parent, MeasureId = "m", Measure = BigRevenue, ValidateOnly = true });
        var indicator = await server.Definitions.CreateIndicatorAsync(new() { Parent = Parent, IndicatorId = "i", Indicator = new() { Formula = "orders / buyers" }, ValidateOnly = true });
        (measure.Unit, indicator.Unit).ShouldBe(("EUR", "ratio"));
        server.Grains.Tenant("acme").Document!.Etag.ShouldBe("etag-1");
    }

    [Fact]
    public async Task CreateIndicator_OthersChangeTheTenantMeanwhile_KeepsBoth()
    {
        await using var server = await StartAsync();
        var grain = server.Grains.Tenant("acme");
        var changes = 0;
        grain.BeforeWrite = () =>
        {
            // Each time the tenant is changed under its feet, three times over.
            if (changes++ < 3)
                grain.Document = grain.Document! with { Etag = $"other-{changes}", SettingsJson = GrainJson.Write(GrainJson.Read<TenantSettings>(grain.Document.SettingsJson) with { DisplayName = $"Other {changes}" }) };
        };
        await server.Definitions.CreateIndicatorAsync(new() { Parent = Parent, IndicatorId = "i", Indicator = new() { Formula = "orders" } });
        var settings = GrainJson.Read<TenantSettings>(grain.Document!.SettingsJson);
        (settings.DisplayName, settings.Indicators.Count).ShouldBe(("Other 3", 1));
    }

    [Fact]
    public async Task UpdateMeasure_Mask_ChangesOnlyWhatItNames()
    {
        await using var server = await WithDefinitionsAsync();
        var before = await server.Definitions.GetMeasureAsync(new() { Name = $"{Parent}/measures/big_revenue" });
        var updated = await server.Definitions.UpdateMeasureAsync(new()
        {
            Measure = new() { Name = before.Name, Etag = before.Etag, Conditions = { "purchase.amount >= 50" } },
            UpdateMask = new() { Paths = { "conditions" } },
        });
        (updated.Conditions.Single(), updated.Title, updated.Field).ShouldBe(("purchase.amount >= 50", "Big revenue", "purchase.amount"));
        updated.Etag.ShouldNotBe(before.Etag);
        GrainJson.Read<TenantSettings>(server.Grains.Tenant("acme").Document!.SettingsJson).Measures.Single().FirstNumber.ShouldBe(10_001);
        var stale = await RpcErrorDetails.ThrownByAsync(StatusCode.Aborted, async () => await server.Definitions.UpdateMeasureAsync(new() { Measure = before, UpdateMask = new() { Paths = { "*" } } }));
        stale.Reason.ShouldBe("ETAG_MISMATCH");
        var unmasked = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Definitions.UpdateMeasureAsync(new() { Measure = before }));
        unmasked.Field.ShouldBe("update_mask");
        var broken = await RpcErrorDetails.ThrownByAsync(StatusCode.FailedPrecondition, async () => await server.Definitions.UpdateMeasureAsync(new()
        {
            Measure = new() { Name = before.Name, Aggregation = MeasureAggregation.Count },
            UpdateMask = new() { Paths = { "aggregation", "field" } },
        }));
        (broken.Reason, broken.Status.Message.Contains("\"big_share\" would no longer work", StringComparison.Ordinal)).ShouldBe(("IN_USE", true));
    }

    [Fact]
    public async Task Measures_BuiltIn_CanBeReadButNotChanged()
    {
        await using var server = await StartAsync();
        var revenue = await server.Definitions.GetMeasureAsync(new() { Name = $"{Parent}/measures/revenue" });
        (revenue.BuiltIn, revenue.Unit, revenue.Nature).ShouldBe((true, "EUR", MeasureNature.Flow));
        (await server.Definitions.GetMeasureAsync(new() { Name = $"{Parent}/measures/base_at_end" })).Nature.ShouldBe(MeasureNature.StockAtEnd);
        var update = await RpcErrorDetails.ThrownByAsync(StatusCode.FailedPrecondition, async () => await server.Definitions.UpdateMeasureAsync(new() { Measure = revenue, UpdateMask = new() { Paths = { "title" } } }));
        update.Reason.ShouldBe("BUILT_IN");
        var delete = await RpcErrorDetails.ThrownByAsync(StatusCode.FailedPrecondition, async () => await server.Definitions.DeleteIndicatorAsync(new() { Name = $"{Parent}/indicators/csat" }));
        delete.Reason.ShouldBe("BUILT_IN");
        (await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, async () => await server.Definitions.GetMeasureAsync(new() { Name = $"{Parent}/measures/nothing" }))).Reason.ShouldBe("MEASURE_NOT_FOUND");
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Definitions.GetMeasureAsync(new() { Name = "measures/x" }))).Reason.ShouldBe("INVALID_RESOURCE_NAME");
    }

    [Fact]
    public async Task Lists_OverSeveralPages_GiveEachOnce()
    {
        await using var server = await WithDefinitionsAsync();
        await server.Definitions.CreateIndicatorAsync(new() { Parent = Parent, IndicatorId = "another", Indicator = new() { Formula = "big_share * 2" } });
        var names = new List<string>();
        var request = new ListMeasuresRequest { Parent = Parent, PageSize = 7 };
        do
        {
            var page = await server.Definitions.ListMeasuresAsync(request);
            names.AddRange(page.Measures.Select(measure => measure.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        names.ShouldBe(names.Order(StringComparer.Ordinal));
        names.ShouldBeUnique();
        names.ShouldContain($"{Parent}/measures/big_revenue");
        names.Count.ShouldBe(Domain.Measures.MeasureCatalogue.All.Count + 1);
        (await server.Definitions.ListMeasuresAsync(new() { Parent = Parent, OwnOnly = true })).Measures.Single().BuiltIn.ShouldBeFalse();

        var first = await server.Definitions.ListIndicatorsAsync(new() { Parent = Parent, PageSize = 1 });
        var second = await server.Definitions.ListIndicatorsAsync(new() { Parent = Parent, PageSize = 1, PageToken = first.NextPageToken });
        first.Indicators.Concat(second.Indicators).Select(indicator => indicator.Name).ShouldBe([$"{Parent}/indicators/another", $"{Parent}/indicators/big_share"]);
        second.NextPageToken.ShouldBeEmpty();
    }

    [Fact]
    public async Task CreateIndicator_EveryField_ComesBackWithWhatFollows()
    {
        await using var server = await WithDefinitionsAsync();
        var indicator = await server.Definitions.GetIndicatorAsync(new() { Name = $"{Parent}/indicators/big_share" });
        (indicator.Title, indicator.Formula, indicator.Unit, indicator.Direction, indicator.MinimumSample, indicator.Dimensional)
            .ShouldBe(("Big share", "percent(big_revenue, revenue)", "percent", Direction.Increase, 5, true));
        indicator.Measures.ShouldBe(["big_revenue", "revenue"]);
        var vector = await server.Definitions.CreateIndicatorAsync(new() { Parent = Parent, IndicatorId = "by_channel", Indicator = new() { Formula = "over(channel, revenue / orders)", Unit = "EUR/count" } });
        (vector.Unit, vector.Dimensional, vector.Direction, vector.MinimumSample).ShouldBe(("EUR/count", false, Direction.Increase, 1));
        vector.Components.ShouldBe(["web", "other"]);
    }

    [Theory]
    [InlineData("orders + revenue", "UNIT_MISMATCH", "indicator.formula")]
    [InlineData("(orders", "SYNTAX", "indicator.formula")]
    [InlineData("", "FORMULA_EMPTY", "indicator.formula")]
    [InlineData("x * 2", "FORMULA_CYCLE", "indicator.formula")]
    public async Task CreateIndicator_WrongFormula_IsRefusedWithThePlace(string formula, string reason, string field)
    {
        await using var server = await StartAsync();
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Definitions.CreateIndicatorAsync(new() { Parent = Parent, IndicatorId = "x", Indicator = new() { Formula = formula } }));
        (details.Reason, details.Field).ShouldBe((reason, field));
        details.Status.Message.ShouldContain("(line 1, column ");
    }

    [Fact]
    public async Task UpdateIndicator_FormulaThatClosesACircle_IsRefusedNamingIt()
    {
        await using var server = await WithDefinitionsAsync();
        await server.Definitions.CreateIndicatorAsync(new() { Parent = Parent, IndicatorId = "twice", Indicator = new() { Formula = "big_share * 2" } });
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Definitions.UpdateIndicatorAsync(new()
        {
            Indicator = new() { Name = $"{Parent}/indicators/big_share", Formula = "twice + 1" },
            UpdateMask = new() { Paths = { "formula" } },
        }));
        details.Status.Message.ShouldContain("big_share → twice → big_share");
        var updated = await server.Definitions.UpdateIndicatorAsync(new()
        {
            Indicator = new() { Name = $"{Parent}/indicators/big_share", Title = "Share of big ones" },
            UpdateMask = new() { Paths = { "title" } },
        });
        (updated.Title, updated.Formula, updated.MinimumSample).ShouldBe(("Share of big ones", "percent(big_revenue, revenue)", 5));
    }

    [Fact]
    public async Task Delete_InUse_IsRefusedNamingTheUsers()
    {
        await using var server = await WithDefinitionsAsync();
        var measure = await RpcErrorDetails.ThrownByAsync(StatusCode.FailedPrecondition, async () => await server.Definitions.DeleteMeasureAsync(new() { Name = $"{Parent}/measures/big_revenue" }));
        (measure.Reason, measure.Status.Message.Contains("used by the formula big_share", StringComparison.Ordinal)).ShouldBe(("IN_USE", true));

        server.Ports.StateKeys.Add("acme/retail");
        server.Grains.Scorecard("acme/retail").Document = new(
            GrainJson.Write(new Domain.Scorecards.ScorecardDefinition
            {
                Perspectives = [new PerspectiveDefinition { Objectives = [new ObjectiveDefinition { Indicators = [new ScorecardIndicatorDefinition { Indicator = "big_share" }] }] }],
            }),
            1,
            "etag",
            0,
            0);
        var indicator = await RpcErrorDetails.ThrownByAsync(StatusCode.FailedPrecondition, async () => await server.Definitions.DeleteIndicatorAsync(new() { Name = $"{Parent}/indicators/big_share" }));
        indicator.Status.Message.ShouldContain("used by the scorecard retail");

        server.Grains.Scorecard("acme/retail").Document = null;
        await server.Definitions.DeleteIndicatorAsync(new() { Name = $"{Parent}/indicators/big_share", ValidateOnly = true });
        await server.Definitions.DeleteIndicatorAsync(new() { Name = $"{Parent}/indicators/big_share" });
        await server.Definitions.DeleteMeasureAsync(new() { Name = $"{Parent}/measures/big_revenue" });
        var settings = GrainJson.Read<TenantSettings>(server.Grains.Tenant("acme").Document!.SettingsJson);
        (settings.Indicators.Count, settings.Measures.Count, settings.MeasureNumbers.Additive).ShouldBe((0, 0, 1));
        (await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, async () => await server.Definitions.DeleteIndicatorAsync(new() { Name = $"{Parent}/indicators/big_share" }))).Reason.ShouldBe("INDICATOR_NOT_FOUND");
    }

    [Fact]
    public async Task UpdateTenant_OtherFields_KeepsDefinitions()
    {
        await using var server = await WithDefinitionsAsync();
        await server.Tenants.UpdateTenantAsync(new() { Tenant = new() { Name = Parent, DisplayName = "Acme", Dimensions = { new Dimension { Id = "channel", Source = "channel", Values = { "web" } } }, TimeZone = "Etc/UTC", CurrencyCode = "EUR" }, UpdateMask = new() { Paths = { "*" } } });
        (await server.Definitions.ListIndicatorsAsync(new() { Parent = Parent })).Indicators.Count.ShouldBe(1);
    }

    [Fact]
    public async Task CheckFormula_Right_SaysWhatItIs()
    {
        await using var server = await WithDefinitionsAsync();
        var answer = await server.Definitions.CheckFormulaAsync(new() { Parent = Parent, Formula = "big_share/2 + percent( over(channel,orders),orders )" });
        answer.Error.ShouldBeNull();
        (answer.Formula, answer.Type, answer.Unit, answer.Dimensional, answer.Flow)
            .ShouldBe(("big_share / 2 + percent(over(channel, orders), orders)", FormulaType.Vector, "percent", false, false));
        answer.Inputs.ShouldBe(["big_share", "orders"]);
        answer.Measures.ShouldBe(["big_revenue", "orders", "revenue"]);
        answer.Components.ShouldBe(["web", "other"]);
        (await server.Definitions.CheckFormulaAsync(new() { Parent = Parent, Formula = "revenue > 3" })).Type.ShouldBe(FormulaType.Condition);
        (await server.Definitions.CheckFormulaAsync(new() { Parent = Parent, Formula = "revenue / orders" })).Unit.ShouldBe("EUR/count");
    }

    [Fact]
    public async Task CheckFormula_Wrong_SaysWhere()
    {
        await using var server = await StartAsync();
        var answer = await server.Definitions.CheckFormulaAsync(new() { Parent = Parent, Formula = "if(orders > 1,\n  revenue" });
        answer.Formula.ShouldBeEmpty();
        (answer.Error.Reason, answer.Error.Offset, answer.Error.Line, answer.Error.Column).ShouldBe(("SYNTAX", 24, 2, 10));
        answer.Error.Expected.ShouldBe(["an operator", "','", "')'"]);
    }
}
