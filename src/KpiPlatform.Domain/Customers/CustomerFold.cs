using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// The fold over a customer's effective interactions in <see cref="FoldKey"/> order. A function of the set of interactions and the
/// tenant's definition alone. Not thread-safe.
/// </summary>
public sealed class CustomerFold
{
    /// <summary>
    /// Which measures this program counts; higher with every one that is added or changes what it counts. Cells of a tenant
    /// counted under a lower one are rebuilt from the journal. 1: orders, base, surveys, tickets. 2: the whole catalogue.
    /// </summary>
    public const int CatalogueVersion = 2;

    private SurveysFold? _surveys;
    private TicketsFold? _tickets;
    private CallsFold? _calls;
    private VisitsFold? _visits;
    private CustomMeasuresFold? _custom;

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

    /// <summary>Calls and contact time; null if there is none.</summary>
    public CallsFold? Calls => _calls;

    /// <summary>Visits; null if there is none.</summary>
    public VisitsFold? Visits => _visits;

    /// <summary>Number of complaints.</summary>
    public long Complaints { get; private set; }

    /// <summary>Takes the next interaction, which comes after all taken before in fold order, and emits what it adds to the customer's contribution.</summary>
    public void Apply(Interaction interaction, FoldContext context, ContributionSink sink)
    {
        var at = interaction.OccurredAt;
        var day = context.Calendar.DayOf(at);
        switch (interaction.Facts)
        {
            case CustomerRegistered registered:
                Profile.Apply(registered.Attributes);
                break;
            case ProfileUpdated updated:
                Profile.Apply(updated.Attributes);
                break;
            case Purchase purchase:
                Base.Acquire(at, context, sink);
                _visits?.Ordered(day, Orders.Count > 0 ? Orders.LastDay : null, context, sink);
                Orders.ApplyPurchase(interaction, purchase, day, context, Profile, sink);
                break;
            case Refund refund:
                Orders.ApplyRefund(interaction, refund, day, context, Profile, sink);
                break;
            case SurveyInvited invited:
                (_surveys ??= new()).Invited(interaction, invited, day, sink);
                break;
            case SurveyAnswered answer:
                (_surveys ??= new()).Apply(interaction, answer, day, ExperienceOf(interaction, answer.About, context), context, Profile, sink);
                break;
            case TicketOpened opened:
                (_tickets ??= new()).Opened(interaction, opened, day, context, Profile, sink);
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
                sink.AddFlow(context, interaction, Profile, BuiltInMeasures.Complaints, day, 1);
                break;
            case Call call:
                (_calls ??= new()).Apply(interaction, call, day, context, Profile, sink);
                break;
            case ContactTime contact:
                (_calls ??= new()).Apply(contact, day, sink);
                break;
            case Visit visit:
                (_visits ??= new()).Apply(interaction, visit, day, Orders, context, Profile, sink);
                break;
            case SubscriptionStarted started:
                Base.Acquire(started.EffectiveAt, context, sink);
                Base.Subscribe(started.Subscription, started.EffectiveAt, context, sink);
                break;
            case SubscriptionCancelled cancelled:
                Base.Unsubscribe(cancelled.Subscription, cancelled.EffectiveAt, context, sink);
                break;
        }

        if (context.Definition.IsBaseActivity(interaction.Facts.Kind))
            Base.Act(at, day, context, sink);
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
    };

    /// <summary>Channel of what an answer is about: named, or that of the ticket's opening; else the answer's own.</summary>
    private int ExperienceOf(Interaction interaction, About about, FoldContext context) => about.Kind switch
    {
        AboutKind.Channel => context.ChannelIndex(about.Id),
        AboutKind.Ticket when _tickets?.ChannelOf(about.Id) is { } channel => channel,
        _ => context.ChannelIndex(interaction.Channel),
    };
}
