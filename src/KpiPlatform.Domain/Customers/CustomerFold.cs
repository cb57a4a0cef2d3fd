using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// The fold over a customer's effective interactions in <see cref="FoldKey"/> order. A function of the set of interactions and the
/// tenant's definition alone. Not thread-safe.
/// </summary>
public sealed class CustomerFold
{
    /// <summary>
    /// Which measures this program counts; higher with every release that adds some (a measure never changes what it counts: it gets
    /// a new number). What a tenant lacks, counted under a lower one, is filled from the journal. 1: orders, base, surveys, tickets. 2: the
    /// whole catalogue.
    /// </summary>
    public const int CatalogueVersion = 2;

    private SurveysFold? _surveys;
    private TicketsFold? _tickets;
    private CallsFold? _calls;
    private VisitsFold? _visits;
    private CustomMeasuresFold? _custom;
    private ProductsFold? _products;
    private OrderBook? _book;
    private RecurringFold? _recurring;
    private JourneysFold? _journeys;
    private ExperimentsFold? _experiments;
    private SystemsFold? _systems;
    private TenantFactsFold? _facts;
    private CutFold? _cut;
    private List<DayStep>? _complaintDays;

    /// <summary>When the customer acted.</summary>
    public ActivityFold Activity { get; private init; } = new();

    /// <summary>Orders and refunds.</summary>
    public OrdersFold Orders { get; private init; } = new();

    /// <summary>Stays in the base.</summary>
    public BaseFold Base { get; private init; } = new();

    /// <summary>Attributes.</summary>
    public ProfileFold Profile { get; private init; } = new();

    /// <summary>Answers to surveys; null if there is none.</summary>
    public SurveysFold? Surveys => _surveys;

    /// <summary>Tickets; null if there is none.</summary>
    public TicketsFold? Tickets => _tickets;

    /// <summary>Facts of the tenant itself; null if there is none, as with every customer.</summary>
    public TenantFactsFold? Facts => _facts;

    /// <summary>Calls and contact time; null if there is none.</summary>
    public CallsFold? Calls => _calls;

    /// <summary>Visits; null if there is none.</summary>
    public VisitsFold? Visits => _visits;

    /// <summary>Number of complaints.</summary>
    public long Complaints { get; private set; }

    /// <summary>Days with complaints or margin among the last so many up to the day of the latest interaction, ascending.</summary>
    /// <param name="days">How many days.</param>
    /// <param name="context">The tenant's.</param>
    /// <param name="of">What to make of each.</param>
    public TDay[] LatestDays<TDay>(int days, FoldContext context, Func<CustomerDay, TDay> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        var ledger = _cut?.KnownLedger;
        if (Activity.LastInteractionAt is not { } last || (ledger is null && _complaintDays is null))
            return [];
        var after = context.Calendar.DayOf(last) - days;
        var complaints = _complaintDays?.Count ?? 0;
        var complaint = complaints;
        while (complaint > 0 && _complaintDays![complaint - 1].Day > after)
            complaint--;
        var entry = ledger?.FirstAfter(after) ?? 0;
        var entries = ledger?.Count ?? 0;

        // Made with every append: one array, filled in one pass over both.
        var latest = new TDay[entries - entry + complaints - complaint];
        var count = 0;
        while (entry < entries || complaint < complaints)
        {
            var day = Math.Min(entry < entries ? ledger!.DayAt(entry) : int.MaxValue, complaint < complaints ? _complaintDays![complaint].Day : int.MaxValue);
            var margin = entry < entries && ledger!.DayAt(entry) == day ? ledger.MarginAt(entry++, context) : 0;
            var number = 0;
            for (; complaint < complaints && _complaintDays![complaint].Day == day; complaint++)
                number++;
            if (margin != 0 || number != 0)
                latest[count++] = of(new(day, number, margin));
        }

        if (count < latest.Length)
            Array.Resize(ref latest, count);
        return latest;
    }

    /// <summary>Takes the next interaction, which comes after all taken before in fold order, and emits what it adds to the customer's contribution.</summary>
    public void Apply(Interaction interaction, FoldContext context, ContributionSink sink)
    {
        var at = interaction.OccurredAt;
        var day = context.Calendar.DayOf(at);
        var cutFrom = CutChangesFrom(interaction.Facts, day, context);
        if (cutFrom is { } first)
            _cut?.Emit(first, Base.Stays, context, sink, -1);
        sink.Add(BuiltInMeasures.SourceInteractions.SeriesOf(context.SourceHash(interaction.Source)), day, 1);
        Count(interaction, day, context, sink);
        if (context.Definition.IsBaseActivity(interaction.Facts.Kind))
            Base.Act(at, day, context, sink);
        if (cutFrom is { } again)
            _cut?.Emit(again, Base.Stays, context, sink, 1);
        Activity.Apply(interaction, day, context, sink);
        CustomMeasuresFold.Apply(ref _custom, interaction, day, context, Profile, sink);
    }

    /// <summary>An independent copy.</summary>
    public CustomerFold Clone() => new()
    {
        Activity = Activity.Clone(),
        Orders = Orders.Clone(),
        Base = Base.Clone(),
        Profile = Profile.Clone(),
        Complaints = Complaints,
        _surveys = _surveys?.Clone(),
        _tickets = _tickets?.Clone(),
        _calls = _calls?.Clone(),
        _visits = _visits?.Clone(),
        _custom = _custom?.Clone(),
        _products = _products?.Clone(),
        _book = _book?.Clone(),
        _facts = _facts?.Clone(),
        _systems = _systems?.Clone(),
        _experiments = _experiments?.Clone(),
        _journeys = _journeys?.Clone(),
        _recurring = _recurring?.Clone(),
        _cut = _cut?.Clone(),
        _complaintDays = _complaintDays is null ? null : [.. _complaintDays],
    };

    internal void Write(StateWriter writer)
    {
        Activity.Write(writer);
        Orders.Write(writer);
        Base.Write(writer);
        Profile.Write(writer);
        writer.Signed(Complaints);
        writer.Flag(_surveys is not null);
        _surveys?.Write(writer);
        writer.Flag(_tickets is not null);
        _tickets?.Write(writer);
        writer.Flag(_calls is not null);
        _calls?.Write(writer);
        writer.Flag(_visits is not null);
        _visits?.Write(writer);
        writer.Flag(_custom is not null);
        _custom?.Write(writer);
        writer.Flag(_products is not null);
        _products?.Write(writer);
        writer.Flag(_book is not null);
        _book?.Write(writer);
        writer.Flag(_recurring is not null);
        _recurring?.Write(writer);
        writer.Flag(_journeys is not null);
        _journeys?.Write(writer);
        writer.Flag(_experiments is not null);
        _experiments?.Write(writer);
        writer.Flag(_systems is not null);
        _systems?.Write(writer);
        writer.Flag(_facts is not null);
        _facts?.Write(writer);
        writer.Flag(_cut is not null);
        _cut?.Write(writer);
        writer.Steps(_complaintDays ?? []);
    }

    internal static CustomerFold Read(ref StateReader reader, FoldContext context) => new()
    {
        Activity = ActivityFold.Read(ref reader),
        Orders = OrdersFold.Read(ref reader),
        Base = BaseFold.Read(ref reader, context),
        Profile = ProfileFold.Read(ref reader),
        Complaints = reader.Signed(),
        _surveys = reader.Flag() ? SurveysFold.Read(ref reader) : null,
        _tickets = reader.Flag() ? TicketsFold.Read(ref reader) : null,
        _calls = reader.Flag() ? CallsFold.Read(ref reader) : null,
        _visits = reader.Flag() ? VisitsFold.Read(ref reader) : null,
        _custom = reader.Flag() ? CustomMeasuresFold.Read(ref reader) : null,
        _products = reader.Flag() ? ProductsFold.Read(ref reader) : null,
        _book = reader.Flag() ? OrderBook.Read(ref reader) : null,
        _recurring = reader.Flag() ? RecurringFold.Read(ref reader) : null,
        _journeys = reader.Flag() ? JourneysFold.Read(ref reader) : null,
        _experiments = reader.Flag() ? ExperimentsFold.Read(ref reader) : null,
        _systems = reader.Flag() ? SystemsFold.Read(ref reader) : null,
        _facts = reader.Flag() ? TenantFactsFold.Read(ref reader) : null,
        _cut = reader.Flag() ? CutFold.Read(ref reader) : null,
        _complaintDays = reader.Steps() is { Count: > 0 } complaints ? complaints : null,
    };

    private void Count(Interaction interaction, int day, FoldContext context, ContributionSink sink)
    {
        var at = interaction.OccurredAt;
        switch (interaction.Facts)
        {
            case CustomerRegistered registered:
                Profile.Apply(registered.Attributes);
                Profile.Bring(registered.Medium, registered.Campaign);
                if (registered.HasReferrer)
                    Base.Refer(sink);
                Describe(interaction, day, context);
                CountSalesperson(registered.Salesperson, day, sink);
                break;
            case ProfileUpdated updated:
                Profile.Apply(updated.Attributes);
                Describe(interaction, day, context);
                break;
            case SourceRecord record:
                (_systems ??= new()).Apply(record, day, sink);
                break;
            case Purchase purchase:
                Base.Acquire(at, interaction, context, Profile, sink);
                _visits?.Ordered(day, Orders.Count > 0 ? Orders.LastDay : null, context, sink);
                if (Orders.Count == 0)
                    Base.OrderFirst(day, purchase.PromotionIds.Count > 0, context, sink);
                Orders.ApplyPurchase(interaction, purchase, day, context, Profile, sink);
                (_book ??= new()).Ordered(purchase.OrderId, day, context.ChannelIndex(interaction.Channel), sink);
                if (purchase.Lines.Count > 0)
                    (_products ??= new()).Apply(purchase.Lines, day, Orders.FirstDay, context, sink);
                (_cut ??= new()).Ledger.Add(day, 1, purchase.RevenueMinor - purchase.CostMinor);
                _experiments?.Order(sink);
                CountSalesperson(purchase.Salesperson, day, sink);
                PremiumPrices.Emit(purchase, day, _cut.KnownLoyalty, context, sink);
                break;
            case Refund refund:
                (_book ??= new()).Refunded(refund.OrderId, day, refund.AmountMinor, sink);
                (_cut ??= new()).Ledger.Add(day, 0, -refund.AmountMinor);
                Orders.ApplyRefund(interaction, refund, day, context, Profile, sink);
                break;
            case SurveyInvited invited:
                (_surveys ??= new()).Invited(interaction, invited, day, sink);
                break;
            case SurveyAnswered answer:
                (_surveys ??= new()).Apply(interaction, answer, day, ExperienceOf(interaction, answer.About, context), context, Profile, sink);
                break;
            case TicketOpened opened:
                if ((_tickets ??= new()).Opened(interaction, opened, day, context, Profile, sink))
                    Cost(context.Rates.CostOfTicket(day), day, sink);
                break;
            case TicketMessage message:
                _tickets?.Message(interaction, message, context, sink);
                break;
            case TicketResolved resolved:
                (_tickets ??= new()).ResolvedAt(interaction, resolved, day, context, sink);
                break;
            case TicketReopened reopened:
                (_tickets ??= new()).Reopened(interaction, reopened, day, context, sink);
                break;
            case Complaint:
                Complaints++;
                (_complaintDays ??= []).Add(new(day, 1));
                sink.AddFlow(context, interaction, Profile, BuiltInMeasures.Complaints, day, 1);
                break;
            case Call call:
                var (talk, talkDay) = (_calls ??= new()).Apply(interaction, call, day, context, Profile, sink);
                AddContact(talkDay, talk, context, sink);
                break;
            case ContactTime contact:
                var (replaced, replacedDay) = (_calls ??= new()).Apply(contact, day, sink);
                AddContact(replacedDay, -replaced, context, sink);
                AddContact(day, CallsFold.Microseconds(contact.Duration), context, sink);
                break;
            case CustomerCost cost:
                Cost(cost.AmountMinor, day, sink);
                break;
            case Visit visit:
                if (visit.Place == VisitPlace.Online)
                    (_cut ??= new()).VisitOnline(day);
                (_visits ??= new()).Apply(interaction, visit, day, Orders, context, Profile, sink);
                break;
            case SubscriptionStarted started:
                Base.Acquire(started.EffectiveAt, interaction, context, Profile, sink);
                Base.Subscribe(started.Subscription, started.EffectiveAt, context, sink);
                (_recurring ??= new()).Start(started, context, sink);
                break;
            case SubscriptionChanged changed:
                _recurring?.Change(changed, context, sink);
                break;
            case SubscriptionCancelled cancelled:
                Base.Unsubscribe(cancelled.Subscription, cancelled.EffectiveAt, context, sink);
                _recurring?.Cancel(cancelled, context, sink);
                break;
            case JourneyStep step:
                (_journeys ??= new()).Apply(interaction, step, day, context, sink);
                break;
            case ExperimentAssigned assigned:
                (_experiments ??= new()).Assign(assigned, day, sink);
                break;
            case Spend spend:
                TenantFactsFold.Spend(interaction, spend, context, Profile, sink);
                break;
            case Observation observation:
                (_facts ??= new()).Observe(observation, day, sink);
                break;
            case ServiceRate rate:
                (_facts ??= new()).Rate(rate, day);
                break;
            case PromotionRedeemed:
                (_cut ??= new()).Redeem(day);
                break;
            case LoyaltyJoined joined:
                (_cut ??= new()).Loyalty.Join(joined.Programme, day);
                break;
            case LoyaltyLeft left:
                (_cut ??= new()).Loyalty.Leave(left.Programme, day);
                break;
            case LoyaltyPointsEarned earned:
                sink.AddFlow(context, interaction, Profile, BuiltInMeasures.Points, day, earned.Points);
                break;
            case LoyaltyPointsRedeemed redeemed:
                sink.AddFlow(context, interaction, Profile, BuiltInMeasures.Points, day, -redeemed.Points);
                break;
        }
    }

    /// <summary>Channel of what an answer is about: named, or that of the ticket's opening or of the order; else the answer's own.</summary>
    private int ExperienceOf(Interaction interaction, About about, FoldContext context) => about.Kind switch
    {
        AboutKind.Channel => context.ChannelIndex(about.Id),
        AboutKind.Ticket when _tickets?.ChannelOf(about.Id) is { } channel => channel,
        AboutKind.Order when _book?.ChannelOf(about.Id) is { } channel => channel,
        _ => context.ChannelIndex(interaction.Channel),
    };

    /// <summary>First day from which on an interaction may change what <see cref="CutFold"/> emits; null if it does not.</summary>
    private int? CutChangesFrom(Facts facts, int day, FoldContext context)
    {
        switch (facts)
        {
            case SubscriptionStarted or SubscriptionCancelled:
                // They take effect at a time of their own, perhaps long past.
                return CellKey.MinDay;
            case Purchase or Refund or CustomerCost or PromotionRedeemed or LoyaltyJoined or LoyaltyLeft or Visit { Place: VisitPlace.Online }:
                return day;
            case CustomerRegistered or ProfileUpdated when context.RegionSlot >= 0 || context.Definition.Settings.TargetSegment is not null:
                return day;
            case TicketOpened when context.Rates.Has(ServiceRateUnit.Ticket):
                return day;
            case Call call when context.Rates.Has(ServiceRateUnit.ContactMinute):
                return Math.Min(day, _calls?.DayOf(call.CallId) ?? day);
            case ContactTime contact when context.Rates.Has(ServiceRateUnit.ContactMinute):
                return Math.Min(day, _calls?.DayOf(contact.CallId) ?? day);
            default:
                return context.Definition.IsBaseActivity(facts.Kind) ? day : null;
        }
    }

    private void Describe(Interaction interaction, int day, FoldContext context)
    {
        if (context.RegionSlot >= 0 || context.Definition.Settings.TargetSegment is not null)
            (_cut ??= new()).Describe(Profile, interaction, day, context);
    }

    private static void CountSalesperson(string salesperson, int day, ContributionSink sink)
    {
        if (salesperson.Length > 0)
            sink.Add(BuiltInMeasures.SalespersonActs.SeriesOf(WideMeasure.HashOf(salesperson)), day, 1);
    }

    private void Cost(long amountMinor, int day, ContributionSink sink)
    {
        if (amountMinor == 0)
            return;
        sink.Add(BuiltInMeasures.CostToServeMinor, Granularity.None, day, amountMinor);
        (_cut ??= new()).Ledger.Add(day, 0, -amountMinor);
    }

    private void AddContact(int day, long microseconds, FoldContext context, ContributionSink sink)
    {
        if (microseconds != 0 && context.Rates.Has(ServiceRateUnit.ContactMinute))
            (_cut ??= new()).Ledger.AddContact(day, microseconds, context, sink);
    }
}
