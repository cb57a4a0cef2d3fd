using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Customers;

/// <summary>
/// Answers to surveys. Only answers to a survey's main question (empty item) count. Every CSAT and CES answer counts; of NPS
/// answers the latest per contact, survey and period does.
/// </summary>
public sealed class SurveysFold
{
    /// <summary>First NPS answer of a promoter.</summary>
    public const double PromoterFrom = 9;

    /// <summary>Last NPS answer of a detractor.</summary>
    public const double DetractorTo = 6;

    private const double MicroPerUnit = 1_000_000;
    private List<NpsAnswer>? _npsAnswers;

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

    internal void Apply(Interaction interaction, SurveyAnswered answer, int day, FoldContext context, ProfileFold profile, ContributionSink sink)
    {
        if (answer.Item.Length > 0 || context.Definition.Survey(answer.Survey) is not { } survey)
            return;
        var value = survey.Reversed ? survey.ScaleMin + survey.ScaleMax - answer.Value : answer.Value;
        switch (survey.Type)
        {
            case SurveyType.Csat:
                CsatAnswers++;
                LatestCsat = value;
                sink.AddFlow(context, interaction, profile, BuiltInMeasures.CsatAnswers, day, 1);
                if (value >= survey.SatisfiedFrom)
                {
                    CsatSatisfied++;
                    sink.AddFlow(context, interaction, profile, BuiltInMeasures.CsatSatisfied, day, 1);
                }

                break;
            case SurveyType.Ces:
                var micro = checked((long)Math.Round(value * MicroPerUnit, MidpointRounding.AwayFromZero));
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
        return fold;
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
