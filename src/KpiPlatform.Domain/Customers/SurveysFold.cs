using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// Invitations and answers to surveys. For a survey's score only answers to its main question (empty item) count. Every CSAT and CES
/// answer counts; of NPS answers the latest per contact, survey and period does, of CSAT answers the latest of the customer for
/// customer_satisfaction_ratio. An invitation is answered by any answer of its contact to that survey before the next one.
/// </summary>
public sealed class SurveysFold
{
    /// <summary>First NPS answer of a promoter.</summary>
    public const double PromoterFrom = 9;

    /// <summary>Last NPS answer of a detractor.</summary>
    public const double DetractorTo = 6;

    private const double MicroPerUnit = 1_000_000;
    private const string Enthusiasm = "enthusiasm";
    private const string EmotionalConnection = "emotional_connection";
    private List<NpsAnswer>? _npsAnswers;
    private List<SurveyInvitation>? _invitations;

    // Day of the latest CSAT answer, and whether it is satisfied.
    private int? _csatDay;
    private bool _csatSatisfied;

    /// <summary>CSAT answers.</summary>
    public long CsatAnswers { get; private set; }

    /// <summary>Satisfied ones among them.</summary>
    public long CsatSatisfied { get; private set; }

    /// <summary>Latest CSAT answer, a reversed scale turned round; null if none.</summary>
    public double? LatestCsat { get; private set; }

    /// <summary>Latest NPS answer of any contact; null if none.</summary>
    public double? LatestNps { get; private set; }

    /// <summary>CES answers.</summary>
    public long CesAnswers { get; private set; }

    /// <summary>Their sum × 1,000,000.</summary>
    public long CesSumMicro { get; private set; }

    /// <summary>Contacts (per survey) with an NPS answer.</summary>
    public long NpsContacts => _npsAnswers?.Count ?? 0;

    /// <summary>Promoters by their latest answer.</summary>
    public long NpsPromoters => _npsAnswers?.Count(answer => answer.Category > 0) ?? 0;

    /// <summary>Detractors by their latest answer.</summary>
    public long NpsDetractors => _npsAnswers?.Count(answer => answer.Category < 0) ?? 0;

    internal void Invited(Interaction interaction, SurveyInvited invited, int day, ContributionSink sink)
    {
        sink.Add(BuiltInMeasures.Invitations, Granularity.None, day, 1);
        var invitation = new SurveyInvitation(interaction.ContactHash, invited.Survey, day, IsAnswered: false);
        var at = InvitationOf(invitation.Contact, invited.Survey);
        if (at >= 0)
            _invitations![at] = invitation;
        else
            (_invitations ??= []).Add(invitation);
    }

    /// <summary>Counts an answer.</summary>
    /// <param name="interaction">The answer.</param>
    /// <param name="answer">Its facts.</param>
    /// <param name="day">Its local day.</param>
    /// <param name="experience">Index of the channel of the experience that it is about, among the values of the dimension declared on the channel.</param>
    /// <param name="context">The tenant's.</param>
    /// <param name="profile">The customer's attributes.</param>
    /// <param name="sink">Where to emit.</param>
    internal void Apply(Interaction interaction, SurveyAnswered answer, int day, int experience, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        AnswerInvitation(interaction.ContactHash, answer.Survey, sink);
        if (context.Definition.Survey(answer.Survey) is not { } survey)
            return;
        var value = survey.Reversed ? survey.ScaleMin + survey.ScaleMax - answer.Value : answer.Value;
        if (answer.Item.Length > 0)
        {
            ApplyItem(interaction, answer.Item, Micro(value), day, context, profile, sink);
            return;
        }

        switch (survey.Type)
        {
            case SurveyType.Csat:
                LatestCsat = value;
                ApplyCsat(interaction, value >= survey.SatisfiedFrom, day, experience, context, profile, sink);
                break;
            case SurveyType.Ces:
                var micro = Micro(value);
                CesAnswers++;
                CesSumMicro += micro;
                sink.AddFlow(context, interaction, profile, BuiltInMeasures.CesAnswers, day, 1);
                sink.AddFlow(context, interaction, profile, BuiltInMeasures.CesSumMicro, day, micro);
                if (value >= survey.SatisfiedFrom)
                    sink.AddFlow(context, interaction, profile, BuiltInMeasures.CesEasy, day, 1);
                break;
            case SurveyType.Nps:
                LatestNps = value;
                ApplyNps(new(interaction.ContactHash, survey.Id, day, value >= PromoterFrom ? 1 : value <= DetractorTo ? -1 : 0), context, sink);
                break;
        }
    }

    internal SurveysFold Clone()
    {
        var clone = (SurveysFold)MemberwiseClone();
        clone._npsAnswers = _npsAnswers is null ? null : [.. _npsAnswers];
        clone._invitations = _invitations is null ? null : [.. _invitations];
        return clone;
    }

    internal void Write(StateWriter writer)
    {
        writer.Signed(CsatAnswers);
        writer.Signed(CsatSatisfied);
        writer.OptionalReal(LatestCsat);
        writer.OptionalReal(LatestNps);
        writer.Signed(CesAnswers);
        writer.Signed(CesSumMicro);
        writer.Unsigned((ulong)NpsContacts);
        foreach (var answer in _npsAnswers ?? [])
        {
            writer.Fixed64(answer.Contact);
            writer.Text(answer.Survey);
            writer.Signed(answer.Day);
            writer.Signed(answer.Category);
        }

        writer.Flag(_csatDay is not null);
        writer.Signed(_csatDay ?? 0);
        writer.Flag(_csatSatisfied);
        writer.Unsigned((ulong)(_invitations?.Count ?? 0));
        foreach (var invitation in _invitations ?? [])
        {
            writer.Fixed64(invitation.Contact);
            writer.Text(invitation.Survey);
            writer.Signed(invitation.Day);
            writer.Flag(invitation.IsAnswered);
        }
    }

    internal static SurveysFold Read(ref StateReader reader)
    {
        var fold = new SurveysFold
        {
            CsatAnswers = reader.Signed(),
            CsatSatisfied = reader.Signed(),
            LatestCsat = reader.OptionalReal(),
            LatestNps = reader.OptionalReal(),
            CesAnswers = reader.Signed(),
            CesSumMicro = reader.Signed(),
        };
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            (fold._npsAnswers ??= []).Add(new(reader.Fixed64(), reader.Text(), reader.Int(), reader.Int()));
        var hasCsat = reader.Flag();
        var csatDay = reader.Int();
        fold._csatDay = hasCsat ? csatDay : null;
        fold._csatSatisfied = reader.Flag();
        var invitations = reader.Count();
        for (var i = 0; i < invitations; i++)
            (fold._invitations ??= []).Add(new(reader.Fixed64(), reader.Text(), reader.Int(), reader.Flag()));
        return fold;
    }

    private static long Micro(double value) => checked((long)Math.Round(value * MicroPerUnit, MidpointRounding.AwayFromZero));

    private static void ApplyItem(Interaction interaction, string item, long micro, int day, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        void Count(MeasureId answers, MeasureId sum)
        {
            sink.AddFlow(context, interaction, profile, answers, day, 1);
            sink.AddFlow(context, interaction, profile, sum, day, micro);
        }

        if (string.Equals(item, Enthusiasm, StringComparison.Ordinal))
            Count(BuiltInMeasures.EnthusiasmAnswers, BuiltInMeasures.EnthusiasmSumMicro);
        else if (string.Equals(item, EmotionalConnection, StringComparison.Ordinal))
            Count(BuiltInMeasures.EmotionalAnswers, BuiltInMeasures.EmotionalSumMicro);
    }

    private int InvitationOf(ulong contact, string survey) =>
        _invitations?.FindIndex(invitation => invitation.Contact == contact && string.Equals(invitation.Survey, survey, StringComparison.Ordinal)) ?? -1;

    private void AnswerInvitation(ulong contact, string survey, ContributionSink sink)
    {
        var at = InvitationOf(contact, survey);
        if (at < 0 || _invitations![at].IsAnswered)
            return;
        sink.Add(BuiltInMeasures.InvitationsAnswered, Granularity.None, _invitations[at].Day, 1);
        _invitations[at] = _invitations[at] with { IsAnswered = true };
    }

    private void ApplyCsat(Interaction interaction, bool satisfied, int day, int experience, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        CsatAnswers++;
        sink.AddFlow(context, interaction, profile, BuiltInMeasures.CsatAnswers, day, 1);
        if (satisfied)
        {
            CsatSatisfied++;
            sink.AddFlow(context, interaction, profile, BuiltInMeasures.CsatSatisfied, day, 1);
        }

        if (context.ChannelSlot >= 0)
        {
            var channel = DimensionValue.Of(context.ChannelSlot, experience);
            sink.Add(BuiltInMeasures.ExperienceAnswers, Granularity.None, channel, day, 1);
            if (satisfied)
                sink.Add(BuiltInMeasures.ExperienceSatisfied, Granularity.None, channel, day, 1);
        }

        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, day);
            if (!context.Periods.Keeps(start))
                continue;

            // As with NPS: what the customer said before in the period is taken back on the day of the new answer.
            if (!(_csatDay >= start))
                sink.Add(BuiltInMeasures.CustomersAnswering, context.Periods[g], day, 1);
            else if (_csatSatisfied)
                sink.Add(BuiltInMeasures.CustomersSatisfied, context.Periods[g], day, -1);
            if (satisfied)
                sink.Add(BuiltInMeasures.CustomersSatisfied, context.Periods[g], day, 1);
        }

        _csatDay = day;
        _csatSatisfied = satisfied;
    }

    private void ApplyNps(NpsAnswer answer, FoldContext context, ContributionSink sink)
    {
        _npsAnswers ??= [];
        var at = _npsAnswers.FindIndex(earlier => earlier.Contact == answer.Contact && string.Equals(earlier.Survey, answer.Survey, StringComparison.Ordinal));
        for (var g = 0; g < context.Periods.Count; g++)
        {
            var start = context.Periods.Start(g, answer.Day);
            if (!context.Periods.Keeps(start))
                continue;

            // An earlier answer in the same period is taken back on the day of the new one, so that every prefix of the period stays true.
            if (at >= 0 && _npsAnswers[at].Day >= start)
                Emit(_npsAnswers[at].Category, -1);
            Emit(answer.Category, 1);

            void Emit(int category, int sign)
            {
                sink.Add(BuiltInMeasures.NpsAnswers, context.Periods[g], answer.Day, sign);
                if (category > 0)
                    sink.Add(BuiltInMeasures.NpsPromoters, context.Periods[g], answer.Day, sign);
                else if (category < 0)
                    sink.Add(BuiltInMeasures.NpsDetractors, context.Periods[g], answer.Day, sign);
            }
        }

        if (at >= 0)
            _npsAnswers[at] = answer;
        else
            _npsAnswers.Add(answer);
    }
}
