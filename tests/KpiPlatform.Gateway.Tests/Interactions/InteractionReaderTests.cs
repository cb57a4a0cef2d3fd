using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Testing.Interactions;
using NodaTime;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Interactions;

/// <summary>One row for every rule: what is changed on a valid message, the field that is named, the reason.</summary>
public sealed class InteractionReaderTests
{
    private static readonly TenantDefinition Definition = InteractionGenerator.Definition;
    private static readonly Instant Now = Instant.FromUtc(2026, 6, 1, 12, 0);

    private static readonly (string Field, string Reason, Action<Wire.Interaction> Change)[] Rules =
    [
        ("customer", "CUSTOMER_REQUIRED", m => m.Customer = ""),
        ("customer", "TOO_LONG", m => m.Customer = new string('x', 129)),
        ("customer", "TOO_LONG", m => m.Customer = new string('é', 65)),
        ("customer", "CONTROL_CHARACTER", m => m.Customer = "a\u0001"),
        ("customer", "INVALID_UTF8", m => m.Customer = "a\uFFFD"),
        ("customer", "CUSTOMER_NOT_ALLOWED", m => m.Spend = Spend()),
        ("customer", "CUSTOMER_NOT_ALLOWED", m => m.Observation = new() { Indicator = "x" }),
        ("customer", "CUSTOMER_NOT_ALLOWED", m => m.ServiceRate = new() { Unit = Wire.ServiceRateUnit.Ticket }),
        ("source", "REQUIRED", m => m.Source = ""),
        ("source", "TOO_LONG", m => m.Source = new string('x', 65)),
        ("source", "CONTROL_CHARACTER", m => m.Source = "a\tb"),
        ("source", "CONTROL_CHARACTER", m => m.Source = "a\u0085b"),
        ("id", "REQUIRED", m => m.Id = ""),
        ("id", "TOO_LONG", m => m.Id = new string('x', 65)),
        ("id", "INVALID_UTF8", m => m.Id = "\ud800"),
        ("id", "INVALID_UTF8", m => m.Id = "\udc00\ud800"),
        ("revision", "OUT_OF_RANGE", m => m.Revision = -1),
        ("revision", "OUT_OF_RANGE", m => m.Revision = 1_000_001),
        ("occur_time", "REQUIRED", m => m.OccurTime = null),
        ("occur_time", "OCCUR_TIME_TOO_EARLY", m => m.OccurTime = new() { Seconds = -1 }),
        ("occur_time", "OCCUR_TIME_IN_FUTURE", m => m.OccurTime = new() { Seconds = Now.ToUnixTimeSeconds() + 300, Nanos = 1_000 }),
        ("occur_time", "INVALID_TIME", m => m.OccurTime = new() { Seconds = 1, Nanos = -1 }),
        ("occur_time", "INVALID_TIME", m => m.OccurTime = new() { Seconds = 1, Nanos = 1_000_000_000 }),
        ("occur_time", "INVALID_TIME", m => m.OccurTime = new() { Seconds = long.MaxValue }),
        ("occur_time", "INVALID_TIME", m => m.OccurTime = new() { Seconds = long.MinValue }),
        ("channel", "TOO_LONG", m => m.Channel = new string('x', 65)),
        ("labels", "TOO_MANY", m => Fill(m.Labels, 17)),
        ("labels", "REQUIRED", m => m.Labels.Add("", "v")),
        ("labels", "TOO_LONG", m => m.Labels.Add(new string('k', 65), "v")),
        ("labels[\"k\"]", "TOO_LONG", m => m.Labels.Add("k", new string('v', 257))),
        ("labels[\"k\"]", "INVALID_UTF8", m => m.Labels.Add("k", "\uFFFD")),
        ("contact", "TOO_LONG", m => m.Contact = new string('x', 129)),
        ("kind", "KIND_REQUIRED", m => m.ClearKind()),
        ("", "INTERACTION_TOO_LARGE", m => m.Mention = new() { Text = new string('x', 64 * 1024) }),

        ("customer_registered.attributes", "TOO_MANY", m => { m.CustomerRegistered = new(); Fill(m.CustomerRegistered.Attributes, 33); }),
        ("customer_registered.referrer", "TOO_LONG", m => m.CustomerRegistered = new() { Referrer = new string('x', 129) }),
        ("profile_updated.attributes", "REQUIRED", m => m.ProfileUpdated = new()),
        ("identity_linked.survivor", "REQUIRED", m => m.IdentityLinked = new()),
        ("identity_linked.survivor", "SAME_CUSTOMER", m => m.IdentityLinked = new() { Survivor = m.Customer }),
        ("identity_unlinked.survivor", "REQUIRED", m => m.IdentityUnlinked = new()),
        ("source_record.system", "REQUIRED", m => m.SourceRecord = new() { Digest = "d" }),
        ("source_record.digest", "REQUIRED", m => m.SourceRecord = new() { System = "s" }),

        ("purchase.amount", "OUT_OF_RANGE", m => m.Purchase.Amount = Money(-1)),
        ("purchase.amount", "OUT_OF_RANGE", m => m.Purchase.Amount = Money(0, -10_000_000)),
        ("purchase.amount", "OUT_OF_RANGE", m => m.Purchase.Amount = Money(92_233_720_368_548)),
        ("purchase.amount", "INVALID_MONEY", m => m.Purchase.Amount = Money(1, -10_000_000)),
        ("purchase.amount", "INVALID_MONEY", m => m.Purchase.Amount = Money(-1, 10_000_000)),
        ("purchase.amount", "INVALID_MONEY", m => m.Purchase.Amount = Money(1, 1_000_000_000)),
        ("purchase.amount", "TOO_PRECISE", m => m.Purchase.Amount = Money(1, 1_000_000)),
        ("purchase.amount", "UNKNOWN_CURRENCY", m => m.Purchase.Amount = Money(1, 0, "XXX")),
        ("purchase.amount", "UNKNOWN_CURRENCY", m => m.Purchase.Amount = Money(1, 0, "eur")),
        ("purchase.amount", "TOO_PRECISE", m => { m.Purchase.Amount = Money(1, 500_000_000, "JPY"); m.Purchase.ExchangeRate = "0.006"; }),
        ("purchase.amount", "OUT_OF_RANGE", m => { m.Purchase.Amount = Money(92_233_720_368_547, 0, "KWD"); m.Purchase.ExchangeRate = "2.99"; }),
        ("purchase.exchange_rate", "EXCHANGE_RATE_REQUIRED", m => m.Purchase.Amount = Money(1, 0, "USD")),
        ("purchase.exchange_rate", "EXCHANGE_RATE_REQUIRED", m => m.Purchase.Lines.Add(new Wire.OrderLine { UnitPrice = Money(1, 0, "USD") })),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => { m.Purchase.Amount = Money(1); m.Purchase.ExchangeRate = "1.1"; }),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => m.Purchase.ExchangeRate = "2"),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, "0")),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, "-1")),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, "+1")),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, "1e3")),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, "1,5")),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, "1.2.3")),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, ".5")),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, "5.")),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, " 1")),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, "NaN")),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, "٣")),
        ("purchase.exchange_rate", "INVALID_EXCHANGE_RATE", m => Foreign(m, "1234567890123456789")),
        ("purchase.discount", "OUT_OF_RANGE", m => { m.Purchase.Amount = Money(1); m.Purchase.Discount = Money(1, 10_000_000); }),
        ("purchase.discount", "OUT_OF_RANGE", m => m.Purchase.Discount = Money(-1)),
        ("purchase.tax", "OUT_OF_RANGE", m => m.Purchase.Tax = Money(-1)),
        ("purchase.tax", "MIXED_CURRENCIES", m => { m.Purchase.Amount = Money(1); m.Purchase.Tax = Money(1, 0, "USD"); }),
        ("purchase.tax", "MIXED_CURRENCIES", m => { m.Purchase.Amount = Money(1); m.Purchase.Tax = Money(long.MinValue, int.MinValue, "USD"); }),
        ("purchase.tax", "INVALID_MONEY", m => m.Purchase.Tax = Money(long.MaxValue, int.MinValue)),
        ("purchase.tax", "OUT_OF_RANGE", m => m.Purchase.Tax = Money(long.MinValue)),
        ("purchase.cost", "MIXED_CURRENCIES", m => { m.Purchase.Amount = Money(1, 0, "USD"); m.Purchase.ExchangeRate = "1.1"; m.Purchase.Cost = Money(1); }),
        ("purchase.cost", "OUT_OF_RANGE", m => m.Purchase.Cost = Money(-1)),
        ("purchase.order_id", "TOO_LONG", m => m.Purchase.OrderId = new string('x', 129)),
        ("purchase.lines", "TOO_MANY", m => m.Purchase.Lines.Add(Enumerable.Repeat(new Wire.OrderLine(), 201))),
        ("purchase.lines[0].unit_price", "INVALID_MONEY", m => Line(m).UnitPrice = Money(1, -1)),
        ("purchase.lines[1].unit_price", "MIXED_CURRENCIES", m => { m.Purchase.Amount = Money(1); Line(m); Line(m).UnitPrice = Money(1, 0, "USD"); }),
        ("purchase.lines[0].unit_price", "OUT_OF_RANGE", m => { Line(m).UnitPrice = Money(92_233_720_368_547); m.Purchase.Lines[0].Quantity = 2; }),
        ("purchase.lines[0].quantity", "NOT_FINITE", m => Line(m).Quantity = double.NaN),
        ("purchase.lines[0].quantity", "NOT_FINITE", m => Line(m).Quantity = double.PositiveInfinity),
        ("purchase.lines[0].quantity", "OUT_OF_RANGE", m => Line(m).Quantity = -1),
        ("purchase.lines[0].quantity", "OUT_OF_RANGE", m => Line(m).Quantity = 1e10),
        ("purchase.lines[0].quantity", "TOO_PRECISE", m => Line(m).Quantity = 0.1234567),
        ("purchase.lines[0].quantity", "TOO_PRECISE", m => Line(m).Quantity = 1e-7),
        ("purchase.lines[0].tier", "OUT_OF_RANGE", m => Line(m).Tier = -1),
        ("purchase.lines[0].tags", "TOO_MANY", m => Line(m).Tags.Add(Enumerable.Repeat("t", 17))),
        ("purchase.lines[0].tags[1]", "REQUIRED", m => Line(m).Tags.Add(["t", ""])),
        ("purchase.lines[0].product", "INVALID_UTF8", m => Line(m).Product = "\uFFFD"),
        ("purchase.promotion_ids", "TOO_MANY", m => m.Purchase.PromotionIds.Add(Enumerable.Repeat("p", 17))),
        ("purchase.promotion_ids[0]", "TOO_LONG", m => m.Purchase.PromotionIds.Add(new string('p', 65))),
        ("refund.amount", "OUT_OF_RANGE", m => m.Refund = new() { Amount = Money(-1) }),
        ("refund.exchange_rate", "EXCHANGE_RATE_REQUIRED", m => m.Refund = new() { Amount = Money(1, 0, "USD") }),
        ("refund.lines[0].quantity", "OUT_OF_RANGE", m => m.Refund = new() { Lines = { new Wire.OrderLine { Quantity = -1 } } }),

        ("survey_invited.survey", "REQUIRED", m => m.SurveyInvited = new()),
        ("survey_invited.survey", "UNKNOWN_SURVEY", m => m.SurveyInvited = new() { Survey = "none" }),
        ("survey_answered.survey", "UNKNOWN_SURVEY", m => m.SurveyAnswered = new() { Survey = "none", Value = 1 }),
        ("survey_answered.value", "OUT_OF_RANGE", m => m.SurveyAnswered = new() { Survey = "csat", Value = 0 }),
        ("survey_answered.value", "OUT_OF_RANGE", m => m.SurveyAnswered = new() { Survey = "csat", Value = 5.01 }),
        ("survey_answered.value", "NOT_FINITE", m => m.SurveyAnswered = new() { Survey = "csat", Value = double.NaN }),
        ("survey_answered.value", "NOT_WHOLE_NUMBER", m => m.SurveyAnswered = new() { Survey = "nps", Value = 8.5 }),
        ("survey_answered.ticket", "TOO_LONG", m => m.SurveyAnswered = new() { Survey = "nps", Value = 8, Ticket = new string('t', 65) }),
        ("survey_answered.factors", "TOO_MANY", m => m.SurveyAnswered = new() { Survey = "nps", Factors = { Enumerable.Repeat(new Wire.SurveyFactor { Name = "f" }, 33) } }),
        ("survey_answered.factors[0].name", "REQUIRED", m => m.SurveyAnswered = new() { Survey = "nps", Factors = { new Wire.SurveyFactor() } }),
        ("survey_answered.factors[0].score", "NOT_FINITE", m => m.SurveyAnswered = new() { Survey = "nps", Factors = { new Wire.SurveyFactor { Name = "f", Score = double.NegativeInfinity } } }),
        ("survey_answered.factors[0].importance", "OUT_OF_RANGE", m => m.SurveyAnswered = new() { Survey = "nps", Factors = { new Wire.SurveyFactor { Name = "f", Importance = -1 } } }),
        ("survey_answered.comment", "TOO_LONG", m => m.SurveyAnswered = new() { Survey = "nps", Comment = new string('x', 8_193) }),
        ("survey_answered.comment", "INVALID_UTF8", m => m.SurveyAnswered = new() { Survey = "nps", Comment = "a\uFFFD" }),
        ("survey_answered.comment", "CONTROL_CHARACTER", m => m.SurveyAnswered = new() { Survey = "nps", Comment = "a\0" }),

        ("ticket_opened.ticket", "REQUIRED", m => m.TicketOpened = new()),
        ("ticket_opened.ticket", "TOO_LONG", m => m.TicketOpened = new() { Ticket = new string('t', 65) }),
        ("ticket_opened.priority", "UNKNOWN_ENUM_VALUE", m => m.TicketOpened = new() { Ticket = "t", Priority = (Wire.TicketPriority)9 }),
        ("ticket_opened.due_time", "INVALID_TIME", m => m.TicketOpened = new() { Ticket = "t", DueTime = new() { Nanos = -1 } }),
        ("ticket_opened.due_time", "OUT_OF_RANGE", m => m.TicketOpened = new() { Ticket = "t", DueTime = new() { Seconds = 253_402_300_799 } }),
        ("ticket_message.author", "REQUIRED", m => m.TicketMessage = new() { Ticket = "t" }),
        ("ticket_message.author", "UNKNOWN_ENUM_VALUE", m => m.TicketMessage = new() { Ticket = "t", Author = (Wire.MessageAuthor)3 }),
        ("ticket_message.author", "UNKNOWN_ENUM_VALUE", m => m.TicketMessage = new() { Ticket = "t", Author = (Wire.MessageAuthor)(-1) }),
        ("ticket_message.author", "UNKNOWN_ENUM_VALUE", m => m.TicketMessage = new() { Ticket = "t", Author = (Wire.MessageAuthor)257 }),
        ("ticket_resolved.ticket", "REQUIRED", m => m.TicketResolved = new()),
        ("ticket_reopened.ticket", "REQUIRED", m => m.TicketReopened = new()),
        ("complaint.product", "TOO_LONG", m => m.Complaint = new() { Product = new string('p', 129) }),
        ("call.call", "REQUIRED", m => m.Call = new() { Outcome = Wire.CallOutcome.Answered }),
        ("call.outcome", "REQUIRED", m => m.Call = new() { Call_ = "c" }),
        ("call.outcome", "UNKNOWN_ENUM_VALUE", m => m.Call = new() { Call_ = "c", Outcome = (Wire.CallOutcome)5 }),
        ("call.talk_duration", "OUT_OF_RANGE", m => m.Call = new() { Call_ = "c", Outcome = Wire.CallOutcome.Answered, TalkDuration = new() { Seconds = -1 } }),
        ("call.talk_duration", "OUT_OF_RANGE", m => m.Call = new() { Call_ = "c", Outcome = Wire.CallOutcome.Answered, TalkDuration = new() { Nanos = -1 } }),
        ("call.queue_duration", "OUT_OF_RANGE", m => m.Call = new() { Call_ = "c", Outcome = Wire.CallOutcome.Answered, QueueDuration = new() { Seconds = 7 * 86_400, Nanos = 1 } }),
        ("call.hold_duration", "OUT_OF_RANGE", m => m.Call = new() { Call_ = "c", Outcome = Wire.CallOutcome.Answered, HoldDuration = new() { Seconds = long.MaxValue } }),
        ("call.ivr_duration", "INVALID_DURATION", m => m.Call = new() { Call_ = "c", Outcome = Wire.CallOutcome.Answered, IvrDuration = new() { Seconds = 1, Nanos = -1 } }),
        ("call.wrap_up_duration", "INVALID_DURATION", m => m.Call = new() { Call_ = "c", Outcome = Wire.CallOutcome.Answered, WrapUpDuration = new() { Nanos = int.MaxValue } }),
        ("contact_time.duration", "OUT_OF_RANGE", m => m.ContactTime = new()),
        ("contact_time.duration", "OUT_OF_RANGE", m => m.ContactTime = new() { Duration = new() }),
        ("contact_time.duration", "OUT_OF_RANGE", m => m.ContactTime = new() { Duration = new() { Nanos = 999 } }),
        ("visit.place", "REQUIRED", m => m.Visit = new()),
        ("visit.pages", "OUT_OF_RANGE", m => m.Visit = new() { Place = Wire.VisitPlace.Store, Pages = -1 }),
        ("journey_step.journey", "REQUIRED", m => m.JourneyStep = new() { Step = "set-up" }),
        ("journey_step.journey", "UNKNOWN_JOURNEY", m => m.JourneyStep = new() { Journey = "none", Step = "set-up" }),
        ("journey_step.step", "REQUIRED", m => m.JourneyStep = new() { Journey = "onboarding" }),
        ("journey_step.step", "UNKNOWN_JOURNEY_STEP", m => m.JourneyStep = new() { Journey = "onboarding", Step = "none" }),
        ("promotion_offered.promotion", "REQUIRED", m => m.PromotionOffered = new()),
        ("promotion_redeemed.promotion", "REQUIRED", m => m.PromotionRedeemed = new()),
        ("experiment_assigned.experiment", "REQUIRED", m => m.ExperimentAssigned = new() { Arm = "a" }),
        ("experiment_assigned.arm", "REQUIRED", m => m.ExperimentAssigned = new() { Experiment = "e" }),
        ("subscription_started.subscription", "REQUIRED", m => m.SubscriptionStarted = new() { Interval = Wire.BillingInterval.Month }),
        ("subscription_started.interval", "REQUIRED", m => m.SubscriptionStarted = new() { Subscription = "s" }),
        ("subscription_started.recurring_amount", "OUT_OF_RANGE", m => m.SubscriptionStarted = new() { Subscription = "s", Interval = Wire.BillingInterval.Month, RecurringAmount = Money(-1) }),
        ("subscription_started.effective_time", "INVALID_TIME", m => m.SubscriptionStarted = new() { Subscription = "s", Interval = Wire.BillingInterval.Month, EffectiveTime = new() { Nanos = -1 } }),
        ("subscription_changed.interval", "UNKNOWN_ENUM_VALUE", m => m.SubscriptionChanged = new() { Subscription = "s", Interval = (Wire.BillingInterval)5 }),
        ("subscription_cancelled.subscription", "TOO_LONG", m => m.SubscriptionCancelled = new() { Subscription = new string('s', 65) }),
        ("loyalty_joined.programme", "CONTROL_CHARACTER", m => m.LoyaltyJoined = new() { Programme = "\n" }),
        ("loyalty_left.programme", "TOO_LONG", m => m.LoyaltyLeft = new() { Programme = new string('p', 129) }),
        ("loyalty_points_earned.points", "OUT_OF_RANGE", m => m.LoyaltyPointsEarned = new()),
        ("loyalty_points_redeemed.points", "OUT_OF_RANGE", m => m.LoyaltyPointsRedeemed = new() { Points = -5 }),
        ("mention.text", "TOO_LONG", m => m.Mention = new() { Text = new string('x', 8_193) }),
        ("mention.tags", "TOO_MANY", m => m.Mention = new() { Tags = { Enumerable.Repeat("t", 17) } }),
        ("usage.meter", "REQUIRED", m => m.Usage = new()),
        ("usage.quantity", "OUT_OF_RANGE", m => m.Usage = new() { Meter = "m", Quantity = -1 }),
        ("usage.quantity", "NOT_FINITE", m => m.Usage = new() { Meter = "m", Quantity = double.NaN }),
        ("customer_cost.amount", "OUT_OF_RANGE", m => m.CustomerCost = new() { Amount = Money(-1) }),
        ("spend.category", "REQUIRED", m => Tenant(m).Spend = Spend(s => s.Category = Wire.SpendCategory.Unspecified)),
        ("spend.amount", "OUT_OF_RANGE", m => Tenant(m).Spend = Spend(s => s.Amount = Money(-1))),
        ("spend.start_time", "REQUIRED", m => Tenant(m).Spend = Spend(s => s.StartTime = null)),
        ("spend.end_time", "REQUIRED", m => Tenant(m).Spend = Spend(s => s.EndTime = null)),
        ("spend.end_time", "OUT_OF_RANGE", m => Tenant(m).Spend = Spend(s => s.EndTime = s.StartTime)),
        ("spend.end_time", "OUT_OF_RANGE", m => Tenant(m).Spend = Spend(s => s.EndTime = new() { Seconds = s.StartTime.Seconds + (367 * 86_400) })),
        ("observation.indicator", "REQUIRED", m => Tenant(m).Observation = new()),
        ("observation.value", "NOT_FINITE", m => Tenant(m).Observation = new() { Indicator = "x", Value = double.NaN }),
        ("observation.comment", "TOO_LONG", m => Tenant(m).Observation = new() { Indicator = "x", Comment = new string('x', 8_193) }),
        ("service_rate.unit", "REQUIRED", m => Tenant(m).ServiceRate = new() { Rate = Money(1) }),
        ("service_rate.rate", "OUT_OF_RANGE", m => Tenant(m).ServiceRate = new() { Unit = Wire.ServiceRateUnit.Ticket, Rate = Money(-1) }),
    ];

    public static TheoryData<int, string, string> RuleRows
    {
        get
        {
            var rows = new TheoryData<int, string, string>();
            for (var i = 0; i < Rules.Length; i++)
                rows.Add(i, Rules[i].Field, Rules[i].Reason);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(RuleRows))]
    public void Read_RuleBroken_NamesFieldAndReason(int rule, string field, string reason)
    {
        var message = Valid();
        Rules[rule].Change(message);

        var read = InteractionReader.Read(message, "interactions", 3, Definition, Now);

        read.Interaction.ShouldBeNull();
        var violation = read.Violations[0];
        violation.Field.ShouldBe(field.Length == 0 ? "interactions[3]" : "interactions[3]." + field);
        violation.Reason.ShouldBe(reason);
        violation.Message.Length.ShouldBeInRange(10, 400);
        read.Violations.Count.ShouldBe(1, string.Join("; ", read.Violations));
    }

    [Fact]
    public void Read_ValuesAtTheirLimits_AreAccepted()
    {
        Action<Wire.Interaction>[] changes =
        [
            m => m.Customer = new string('é', 64),
            m => m.Customer = "😀 ~",
            m => m.Source = new string('x', 64),
            m => m.Revision = 1_000_000,
            m => m.OccurTime = new() { Seconds = Now.ToUnixTimeSeconds() + 300 },
            m => m.OccurTime = new() { Seconds = Now.ToUnixTimeSeconds() + 300, Nanos = 999 },
            m => m.OccurTime = new() { Seconds = 0 },
            m => Fill(m.Labels, 16),
            m => m.Labels.Add("k", new string('v', 256)),
            m => m.Purchase.Amount = Money(0),
            m => m.Purchase.Amount = Money(92_233_720_368_547, 990_000_000),
            m => { m.Purchase.Amount = Money(5); m.Purchase.Discount = Money(5); },
            m => { m.Purchase.Amount = Money(5); m.Purchase.ExchangeRate = "1"; },
            m => { m.Purchase.Amount = Money(5); m.Purchase.ExchangeRate = "1.000"; },
            m => Foreign(m, "999999999999999.999"),
            m => Foreign(m, "0.00000000000000001"),
            m => Line(m).UnitPrice = Money(0, 1),
            m => Line(m).UnitPrice = Money(-1, -1),
            m => Line(m).Quantity = 0.000001,
            m => Line(m).Quantity = 1e9,
            m => m.Purchase.Lines.Add(Enumerable.Repeat(new Wire.OrderLine(), 200)),
            m => m.SurveyAnswered = new() { Survey = "nps", Value = 10, Comment = "two\nlines\tand\u0001 more" },
            m => m.SurveyAnswered = new() { Survey = "csat", Value = 4.5, Ticket = "" },
            m => m.SurveyAnswered = new() { Survey = "mood", Value = 0 },
            m => m.TicketOpened = new() { Ticket = "t" },
            m => m.Call = new() { Call_ = "c", Outcome = Wire.CallOutcome.Contained, IvrDuration = new() { Seconds = 7 * 86_400 } },
            m => m.SubscriptionStarted = new() { Subscription = "s", Interval = Wire.BillingInterval.Year, EffectiveTime = new() { Seconds = Now.ToUnixTimeSeconds() + 1_000_000 } },
            m => m.IdentityLinked = new() { Survivor = m.Customer + "x" },
            m => Tenant(m).Spend = Spend(s => s.EndTime = new() { Seconds = s.StartTime.Seconds + (366 * 86_400) }),
        ];

        foreach (var (change, i) in changes.Select((change, i) => (change, i)))
        {
            var message = Valid();
            change(message);
            InteractionReader.Read(message, "interaction", Definition, Now).Violations.ShouldBeEmpty($"change {i}");
        }
    }

    [Fact]
    public void Read_BytesThatAreNotUtf8_AreRefused()
    {
        // The protobuf library for C# reads such bytes as U+FFFD; this pins that, because the check rests on it.
        var message = Valid();
        message.Labels.Add("key", "AZA");
        var bytes = message.ToByteArray();
        var at = bytes.AsSpan().IndexOf("AZA"u8);
        bytes[at + 1] = 0xFF;

        var read = InteractionReader.Read(Wire.Interaction.Parser.ParseFrom(bytes), "interaction", Definition, Now);

        read.Violations.ShouldHaveSingleItem().ShouldBe(
            new FieldViolation("interaction.labels[\"key\"]", "INVALID_UTF8", "\"A\uFFFDA\" is not UTF-8 at character 2; send the text in UTF-8."));
    }

    [Fact]
    public void Read_SeveralRulesBroken_NamesAllInOrder()
    {
        var message = Valid();
        message.Source = "";
        message.Revision = -1;
        message.Purchase.Tax = Money(-1);

        InteractionReader.Read(message, "", Definition, Now).Violations.Select(violation => violation.Field).ShouldBe(["source", "revision", "purchase.tax"]);
    }

    [Fact]
    public void Read_EndlessViolations_AreCut()
    {
        var message = Valid();
        message.Purchase.Lines.Add(Enumerable.Repeat(new Wire.OrderLine { Quantity = -1 }, 100));

        InteractionReader.Read(message, "", Definition, Now).Violations.Count.ShouldBe(InteractionLimits.MaxViolations);
    }

    [Fact]
    public void Read_Message_QuotesTheValueAndTheRange()
    {
        var message = Valid();
        message.Purchase.Amount = Money(-12, -500_000_000, "EUR");
        message.Source = new string('x', 70);

        var messages = InteractionReader.Read(message, "", Definition, Now).Violations.Select(violation => violation.Message).ToList();

        messages[0].ShouldBe($"\"{new string('x', 40)}…\" has 70 UTF-8 bytes; give at most 64.");
        messages[1].ShouldBe("-12.50 EUR is negative; give 0 or more.");
    }

    [Fact]
    public void Read_AnythingAtAll_NeverThrows()
    {
        // Random bytes flipped in valid messages: what still parses must be read or refused, never throw.
        var random = new Random(20);
        var generator = new InteractionGenerator(20);
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = InteractionWriter.Write(generator.Next(), null, Definition).ToByteArray();
            for (var flips = random.Next(1, 6); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                var message = Wire.Interaction.Parser.ParseFrom(bytes);
                message.Customer = "c";
                var result = InteractionReader.Read(message, "interaction", Definition, Now);
                (result.Interaction is null).ShouldBe(result.Violations.Count > 0);
                read++;
            }
            catch (InvalidProtocolBufferException)
            {
                // No message at all: refused before it gets here.
            }
        }

        read.ShouldBeGreaterThan(5_000);
    }

    private static Wire.Interaction Valid() => new()
    {
        Customer = "customer-1",
        Source = "shop-eu",
        Id = "id-1",
        OccurTime = new Timestamp { Seconds = Now.ToUnixTimeSeconds() - 60 },
        Purchase = new(),
    };

    private static Wire.Interaction Tenant(Wire.Interaction message)
    {
        message.Customer = "";
        return message;
    }

    private static Wire.Money Money(long units, int nanos = 0, string currency = "") => new() { CurrencyCode = currency, Units = units, Nanos = nanos };

    private static void Foreign(Wire.Interaction message, string rate)
    {
        message.Purchase.Amount = Money(0, 10_000_000, "USD");
        message.Purchase.ExchangeRate = rate;
    }

    private static Wire.OrderLine Line(Wire.Interaction message)
    {
        message.Purchase.Lines.Add(new Wire.OrderLine());
        return message.Purchase.Lines[^1];
    }

    private static Wire.Spend Spend(Action<Wire.Spend>? change = null)
    {
        var spend = new Wire.Spend { Category = Wire.SpendCategory.Marketing, Amount = Money(100), StartTime = new() { Seconds = 1_700_000_000 }, EndTime = new() { Seconds = 1_700_100_000 } };
        change?.Invoke(spend);
        return spend;
    }

    private static void Fill(IDictionary<string, string> map, int count)
    {
        for (var i = 0; i < count; i++)
            map.Add($"key-{i}", "v");
    }
}
