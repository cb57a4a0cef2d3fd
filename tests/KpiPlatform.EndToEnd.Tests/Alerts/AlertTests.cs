using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;
using Comparison = KpiPlatform.Protocol.V1.AlertCondition.Types.Comparison;
using EventType = KpiPlatform.Protocol.V1.AlertEvent.Types.Type;
using Kind = KpiPlatform.Protocol.V1.AlertCondition.Types.Kind;
using State = KpiPlatform.Protocol.V1.AlertAction.Types.State;
using Status = KpiPlatform.Protocol.V1.Status;

namespace KpiPlatform.EndToEnd.Tests.Alerts;

/// <summary>Rules as resources, and what they bring about as values change.</summary>
[Collection(SharedHostsCollection.Name)]
public class AlertTests(SharedHosts hosts)
{
    private const string Month = "2025-03";

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Rules_CreatedChangedListedDeleted_SayWhatIsWrong(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.Client.Scorecards.CreateScorecardAsync(new() { Parent = tenant.Name, ScorecardId = "main", Scorecard = Scorecards.Of("", "orders") });
        var client = tenant.Client.Alerts;
        var created = await client.CreateAlertRuleAsync(Create(tenant, "few", OrdersBelow(3), "r-1"));
        (created.Name, created.Severity, created.ReopenWithin.Seconds, created.Etag.Length > 0).ShouldBe(($"{tenant.Name}/alertRules/few", AlertSeverity.Warning, 86_400, true));
        (await client.CreateAlertRuleAsync(Create(tenant, "few", OrdersBelow(3), "r-1"))).Etag.ShouldBe(created.Etag);
        (await Details.ThrownByAsync(StatusCode.AlreadyExists, async () => await client.CreateAlertRuleAsync(Create(tenant, "few", OrdersBelow(3), "r-2")))).Field.ShouldBe("alert_rule_id");

        await RefusedAsync("x y", OrdersBelow(3), "alert_rule_id");
        await RefusedAsync("bad", new AlertRule(), "alert_rule");
        await RefusedAsync("bad", new AlertRule { Indicator = new() { Indicator = "orders" } }, "alert_rule.condition");
        await RefusedAsync("bad", new AlertRule { Indicator = new() { Indicator = "no_such" }, Condition = Below(1) }, "alert_rule.indicator.indicator");
        await RefusedAsync("bad", new AlertRule { Indicator = new() { Indicator = "orders", Period = "never" }, Condition = Below(1) }, "alert_rule.indicator.period");
        await RefusedAsync("bad", new AlertRule { Indicator = new() { Indicator = "orders", Dimension = "region" }, Condition = Below(1) }, "alert_rule.indicator.dimension");
        await RefusedAsync("bad", new AlertRule { Indicator = new() { Scorecard = "none" }, Condition = Below(1) }, "alert_rule.indicator.scorecard");
        await RefusedAsync("bad", new AlertRule { Indicator = new() { Scorecard = "main", Path = "p/o/nps" }, Condition = Below(1) }, "alert_rule.indicator.path");
        await RefusedAsync("bad", new AlertRule { Indicator = new() { Indicator = "orders" }, Condition = new() { Kind = Kind.Status, ToStatuses = { Status.Red } } }, "alert_rule.condition.kind");
        await RefusedAsync("bad", new AlertRule { Indicator = new() { Indicator = "orders" }, Condition = new() { Kind = Kind.Value, Threshold = 1 } }, "alert_rule.condition.comparison");
        await RefusedAsync("bad", new AlertRule { Indicator = new() { Indicator = "orders" }, Condition = new() { Kind = Kind.Change, Comparison = Comparison.Below } }, "alert_rule.condition.window");
        await RefusedAsync("bad", new AlertRule { Indicator = new() { Indicator = "orders" }, Condition = new() { Kind = Kind.Percent, Comparison = Comparison.Below, Base = AlertCondition.Types.Base.Target } }, "alert_rule.condition.base");
        await RefusedAsync("bad", new AlertRule { Customers = new() { Segment = "none" } }, "alert_rule.customers.segment");
        await RefusedAsync("bad", new AlertRule { Silence = new() { Kind = "purchases", After = new Duration { Seconds = 5 } } }, "alert_rule.silence.kind");
        await RefusedAsync("bad", new AlertRule { Silence = new() }, "alert_rule.silence.after");
        var negative = OrdersBelow(3);
        negative.ForDuration = new Duration { Seconds = -1 };
        await RefusedAsync("bad", negative, "alert_rule.for_duration");

        await client.CreateAlertRuleAsync(Create(tenant, "another", new AlertRule { Silence = new() { Source = "shop", Kind = "purchase", After = new Duration { Seconds = 86_400 } }, Disabled = true }));
        var first = await client.ListAlertRulesAsync(new() { Parent = tenant.Name, PageSize = 1 });
        first.AlertRules.ShouldHaveSingleItem().Name.ShouldEndWith("/another");
        (await client.ListAlertRulesAsync(new() { Parent = tenant.Name, PageSize = 1, PageToken = first.NextPageToken })).AlertRules.ShouldHaveSingleItem().Name.ShouldEndWith("/few");
        var changed = await client.UpdateAlertRuleAsync(new() { AlertRule = new() { Name = created.Name, Owner = "sales", Etag = created.Etag }, UpdateMask = new() { Paths = { "owner" } } });
        (changed.Owner, changed.Condition.Threshold, changed.Etag == created.Etag).ShouldBe(("sales", 3, false));
        (await Details.ThrownByAsync(StatusCode.Aborted, async () => await client.UpdateAlertRuleAsync(new() { AlertRule = new() { Name = created.Name, Etag = created.Etag }, UpdateMask = new() { Paths = { "owner" } } }))).Reason.ShouldBe("ETAG_MISMATCH");
        await client.DeleteAlertRuleAsync(new() { Name = created.Name, Etag = changed.Etag });
        (await Details.ThrownByAsync(StatusCode.NotFound, async () => await client.GetAlertRuleAsync(new() { Name = created.Name }))).Reason.ShouldBe("ALERT_RULE_NOT_FOUND");

        async Task RefusedAsync(string id, AlertRule rule, string field) =>
            (await Details.ThrownByAsync(StatusCode.InvalidArgument, async () => await client.CreateAlertRuleAsync(Create(tenant, id, rule)))).Field.ShouldBe(field);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Action_ValueFallsRisesAndFalls_IsOneThatOpensResolvesAndReopens(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 10));
        using var watch = new AlertWatcher(tenant.Client, tenant.Name);
        await watch.ReadAsync(_ => true);
        watch.Open.ShouldBe(0);
        var rule = OrdersBelow(3);
        (rule.DisplayName, rule.Owner, rule.DueWithin) = ("Few orders", "sales", new Duration { Seconds = 3_600 });
        await tenant.Client.Alerts.CreateAlertRuleAsync(Create(tenant, "few", rule));

        // 1 order is below 3.
        var opened = (await watch.NextAsync(EventType.Opened)).Action;
        (opened.Title, opened.State, opened.Owner, opened.ValueThen, opened.Summary, opened.Indicator).ShouldBe(("Few orders", State.Open, "sales", 1, "1 is below 3.", "orders"));
        (opened.DueTime.Seconds - opened.OpenTime.Seconds).ShouldBe(3_600);

        // 2 orders still are: nothing is told, and the action shows it.
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-02", 10));
        await Eventually.HoldsAsync(async () => (await tenant.Client.Alerts.GetAlertActionAsync(new() { Name = opened.Name })).ValueNow == 2);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-03", 10));
        var resolved = await watch.NextAsync(EventType.Resolved);
        (resolved.Action.Name, resolved.Action.State, resolved.Principal, resolved.Action.ResolvedBy, resolved.Action.ValueNow).ShouldBe((opened.Name, State.Resolved, "", "", 3));

        // A stricter rule is another rule: 3 orders are below 5, and the same cause comes back within a day.
        await tenant.Client.Alerts.UpdateAlertRuleAsync(new() { AlertRule = new() { Name = opened.Rule, Condition = Below(5) }, UpdateMask = new() { Paths = { "condition" } } });
        var reopened = await watch.NextAsync(EventType.Reopened);
        (reopened.Action.Name, reopened.Action.State, reopened.Action.OccurrenceCount, reopened.Action.Summary).ShouldBe((opened.Name, State.Open, 2, "3 is below 5."));
        watch.Events.Select(one => one.EventId).ShouldBeUnique();
        watch.Events.Select(one => one.Type).ShouldBe([EventType.Opened, EventType.Resolved, EventType.Reopened]);

        // The list tells the same again.
        (await tenant.Client.Alerts.ListAlertEventsAsync(new() { Parent = tenant.Name })).Events.ShouldBe(watch.Events);
        (await tenant.Client.Alerts.GetAlertRuleAsync(new() { Name = opened.Rule })).OpenActionCount.ShouldBe(1);

        // Nothing of it is seen by another tenant.
        var other = await hosts.TenantAsync(kind);
        (await other.Client.Alerts.ListAlertActionsAsync(new() { Parent = other.Name })).AlertActions.ShouldBeEmpty();
        (await other.Client.Alerts.ListAlertEventsAsync(new() { Parent = other.Name })).Events.ShouldBeEmpty();
        await Details.ThrownByAsync(StatusCode.NotFound, async () => await other.Client.Alerts.GetAlertActionAsync(new() { Name = $"{other.Name}/alertActions/1" }));
        (await Details.ThrownByAsync(StatusCode.InvalidArgument, () => new AlertWatcher(other.Client, other.Name, watch.ResumeToken).ReadAsync(_ => false))).Field.ShouldBe("resume_token");
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Action_PeopleWorkOnIt_KeepsWhatTheyDid(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var client = tenant.Client.Alerts;
        using var watch = new AlertWatcher(tenant.Client, tenant.Name);
        await watch.ReadAsync(_ => true);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 10));
        await client.CreateAlertRuleAsync(Create(tenant, "few", OrdersBelow(3)));
        var name = (await watch.NextAsync(EventType.Opened)).Action.Name;

        var acknowledged = await client.AcknowledgeAlertActionAsync(new() { Name = name, Comment = "I look." });
        (acknowledged.State, acknowledged.AcknowledgedBy, acknowledged.CommentCount).ShouldBe((State.Acknowledged, "anonymous", 1));
        await client.UpdateAlertActionAsync(new() { AlertAction = new() { Name = name, Owner = "bob", DueTime = Make.Time("2030-01-01") }, UpdateMask = new() { Paths = { "owner", "due_time" } } });
        await client.CommentAlertActionAsync(new() { Name = name, Comment = "Spring sale?" });
        (await Details.ThrownByAsync(StatusCode.InvalidArgument, async () => await client.CommentAlertActionAsync(new() { Name = name }))).Field.ShouldBe("comment");
        var resolved = await client.ResolveAlertActionAsync(new() { Name = name, Comment = "Sale it is." });
        (resolved.State, resolved.ResolvedBy, resolved.Owner, resolved.DueTime, resolved.CommentCount).ShouldBe((State.Resolved, "anonymous", "bob", Make.Time("2030-01-01"), 3));
        (await client.ResolveAlertActionAsync(new() { Name = name })).ShouldBe(resolved);
        (await Details.ThrownByAsync(StatusCode.FailedPrecondition, async () => await client.AcknowledgeAlertActionAsync(new() { Name = name }))).Reason.ShouldBe("ACTION_RESOLVED");
        (await client.ListAlertCommentsAsync(new() { Parent = name })).Comments.Select(comment => (comment.Author, comment.Text)).ShouldBe([("anonymous", "I look."), ("anonymous", "Spring sale?"), ("anonymous", "Sale it is.")]);
        await watch.ReadAsync(events => events.Count >= 5);
        watch.Events.Select(one => (one.Type, one.Comment)).ShouldBe(
            [(EventType.Opened, ""), (EventType.Acknowledged, "I look."), (EventType.Changed, ""), (EventType.Commented, "Spring sale?"), (EventType.Resolved, "Sale it is.")]);

        // It is still bad: that is known, and not told again; when it was good and turns bad, it is.
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-02", 10));
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-03", 10));
        await client.CreateAlertRuleAsync(Create(tenant, "probe", OrdersAbove(2)));
        (await watch.NextAsync(EventType.Opened)).Action.Rule.ShouldEndWith("/probe");
        watch.Events.Count.ShouldBe(6);

        (await client.ReopenAlertActionAsync(new() { Name = name })).State.ShouldBe(State.Open);
        var open = await client.ListAlertActionsAsync(new() { Parent = tenant.Name, States = { State.Open, State.Acknowledged }, Owner = "bob" });
        open.AlertActions.ShouldHaveSingleItem().Name.ShouldBe(name);
        (await client.ListAlertActionsAsync(new() { Parent = tenant.Name, Rule = "probe" })).AlertActions.Count.ShouldBe(1);
        var page = await client.ListAlertActionsAsync(new() { Parent = tenant.Name, PageSize = 1 });
        page.AlertActions.ShouldHaveSingleItem().Rule.ShouldEndWith("/probe");
        (await client.ListAlertActionsAsync(new() { Parent = tenant.Name, PageSize = 1, PageToken = page.NextPageToken })).AlertActions.ShouldHaveSingleItem().Name.ShouldBe(name);

        // A rule that goes resolves what is open of it, and leaves it to be read.
        await client.DeleteAlertRuleAsync(new() { Name = $"{tenant.Name}/alertRules/few" });
        (await client.GetAlertActionAsync(new() { Name = name })).State.ShouldBe(State.Resolved);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Scorecard_StatusTargetAndPreviousPeriod_AreToldOf(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync([.. Enumerable.Range(0, 10).Select(number => Make.Purchase("ann", $"2025-02-{number + 1:00}", 10)), Make.Purchase("ann", "2025-03-01", 10), Make.Purchase("ann", "2025-03-02", 10)]);
        await tenant.Client.Scorecards.CreateScorecardAsync(new() { Parent = tenant.Name, ScorecardId = "main", Scorecard = Scorecards.Of("", "orders") });
        using var watch = new AlertWatcher(tenant.Client, tenant.Name);
        await watch.ReadAsync(_ => true);
        await RuleAsync("status", "p/o/orders", new() { Kind = Kind.Status, ToStatuses = { Status.Red } });
        await RuleAsync("whole", "", new() { Kind = Kind.Status, ToStatuses = { Status.Red } });
        await RuleAsync("target", "p/o/orders", new() { Kind = Kind.Percent, Comparison = Comparison.AtMost, Threshold = -50, Base = AlertCondition.Types.Base.Target });
        await RuleAsync("before", "p/o/orders", new() { Kind = Kind.Percent, Comparison = Comparison.AtMost, Threshold = -79, Base = AlertCondition.Types.Base.PreviousPeriod });
        await RuleAsync("not", "p/o/orders", new() { Kind = Kind.Percent, Comparison = Comparison.AtMost, Threshold = -81, Base = AlertCondition.Types.Base.PreviousPeriod });
        await tenant.Client.Alerts.CreateAlertRuleAsync(Create(tenant, "change", new AlertRule
        {
            Indicator = new() { Indicator = "orders", Period = Month },
            Condition = new() { Kind = Kind.Change, Comparison = Comparison.AtLeast, Threshold = 2, Window = new Duration { Seconds = 86_400 } },
        }));

        // 2 of a target of 100 is −98 %; 2 after 10 in February is −80 %; nothing was known a day ago, and 2 − 0 is 2.
        await watch.ReadAsync(events => events.Count >= 5);
        watch.Events.ToDictionary(one => one.Action.Rule[(one.Action.Rule.LastIndexOf('/') + 1)..], one => one.Action.Summary).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, entry.Value)).ShouldBe(
        [
            ("before", "2 is -80 % from the period before, 10: at most -79 %."),
            ("change", "2 after 0 24 hours ago: a change at least 2."),
            ("status", "The status is red, the value 2."),
            ("target", "2 is -98 % from the target 100: at most -50 %."),
            ("whole", "The status is red, the value 2."),
        ]);
        var action = watch.Events.Single(one => one.Action.Rule.EndsWith("/status", StringComparison.Ordinal)).Action;
        (action.Scorecard, action.Indicator, action.StatusThen).ShouldBe(($"{tenant.Name}/scorecards/main", "p/o/orders", Status.Red));
        (await tenant.Client.Alerts.ListAlertActionsAsync(new() { Parent = tenant.Name, Scorecard = "main" })).AlertActions.Count.ShouldBe(4);

        // What a rule looked at is gone: it says so, and looks again when it is back.
        await tenant.Client.Scorecards.DeleteScorecardAsync(new() { Name = $"{tenant.Name}/scorecards/main" });
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-03", 10));
        await Eventually.HoldsAsync(async () => (await tenant.Client.Alerts.GetAlertRuleAsync(new() { Name = $"{tenant.Name}/alertRules/status" })).Problem.Contains("There is no scorecard", StringComparison.Ordinal));

        async Task RuleAsync(string id, string path, AlertCondition condition) =>
            await tenant.Client.Alerts.CreateAlertRuleAsync(Create(tenant, id, new AlertRule { Indicator = new() { Scorecard = "main", Path = path, Period = Month }, Condition = condition }));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Groups_OneFalls_IsACauseOfItsOwn(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind, settings => settings.Dimensions.Add(new Dimension { Id = "channel", Source = "channel", Values = { "web", "store" } }));
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 10), Make.Purchase("ann", "2025-03-02", 10));
        using var watch = new AlertWatcher(tenant.Client, tenant.Name);
        await watch.ReadAsync(_ => true);
        await tenant.Client.Alerts.CreateAlertRuleAsync(Create(tenant, "few", new AlertRule { Indicator = new() { Indicator = "orders", Period = Month, Dimension = "channel" }, Condition = Below(2) }));
        await watch.ReadAsync(events => events.Count >= 2);
        watch.Events.Select(one => (one.Action.DimensionValue, one.Type)).Order().ShouldBe([("other", EventType.Opened), ("store", EventType.Opened)]);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Customers_EnterAndLeave_HaveAnActionEachThatForgetsThem(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind, settings => settings.Segments.Add(new Segment { Id = "big", Filter = "orders >= 2 AND NOT attribute:vip PRESENT" }));
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 10), Make.Purchase("ann", "2025-03-02", 10), Make.Purchase("bob", "2025-03-02", 10));
        using var watch = new AlertWatcher(tenant.Client, tenant.Name);
        await watch.ReadAsync(_ => true);
        await tenant.Client.Alerts.CreateAlertRuleAsync(Create(tenant, "visit", new AlertRule { Customers = new() { Segment = "big" } }));
        var ann = (await watch.NextAsync(EventType.Opened)).Action;
        (ann.CustomerId, ann.Customer, ann.Summary).ShouldBe(("ann", $"{tenant.Name}/customers/ann", "The customer is in the segment big."));

        await tenant.RecordAsync(Make.Purchase("bob", "2025-03-03", 10));
        (await watch.NextAsync(EventType.Opened)).Action.CustomerId.ShouldBe("bob");
        var vip = Make.At("ann", "2025-03-04");
        vip.ProfileUpdated = new ProfileUpdated { Attributes = { { "vip", "yes" } } };
        await tenant.RecordAsync(vip);
        (await watch.NextAsync(EventType.Resolved)).Action.Name.ShouldBe(ann.Name);

        (await Details.ThrownByAsync(StatusCode.FailedPrecondition, async () => await tenant.Client.Segments.DeleteSegmentAsync(new() { Name = $"{tenant.Name}/segments/big" }))).Status.Detail.ShouldContain("visit");
        await tenant.Client.Customers.EraseCustomerAsync(new() { Name = tenant.Customer("bob") });
        await Eventually.HoldsAsync(async () => (await tenant.Client.Alerts.ListAlertActionsAsync(new() { Parent = tenant.Name, States = { State.Open } })).AlertActions.Count == 0);
        var events = (await tenant.Client.Alerts.ListAlertEventsAsync(new() { Parent = tenant.Name })).Events;
        events.ToString().ShouldNotContain("bob");
        events[^1].Type.ShouldBe(EventType.Resolved);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Silence_NothingComes_IsToldOf_AndOverWhenSomethingDoes(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 10));
        using var watch = new AlertWatcher(tenant.Client, tenant.Name);
        await watch.ReadAsync(_ => true);
        await tenant.Client.Alerts.CreateAlertRuleAsync(Create(tenant, "silent", new AlertRule { Silence = new() { Source = "test", Kind = "purchase", After = new Duration { Seconds = 1 } } }));
        (await watch.NextAsync(EventType.Opened)).Action.Summary.ShouldBe("Nothing of kind purchase came from test for 1 second.");
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-02", 10));
        await watch.NextAsync(EventType.Resolved);
    }

    internal static CreateAlertRuleRequest Create(TestTenant tenant, string id, AlertRule rule, string requestId = "") =>
        new() { Parent = tenant.Name, AlertRuleId = id, AlertRule = rule, RequestId = requestId };

    internal static AlertRule OrdersBelow(double threshold) => new() { Indicator = new() { Indicator = "orders", Period = Month }, Condition = Below(threshold) };

    internal static AlertRule OrdersAbove(double threshold) =>
        new() { Indicator = new() { Indicator = "orders", Period = Month }, Condition = new() { Kind = Kind.Value, Comparison = Comparison.Above, Threshold = threshold } };

    private static AlertCondition Below(double threshold) => new() { Kind = Kind.Value, Comparison = Comparison.Below, Threshold = threshold };
}
