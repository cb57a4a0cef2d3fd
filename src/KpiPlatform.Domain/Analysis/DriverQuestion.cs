using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Analysis;

/// <summary>Which answers are analysed.</summary>
/// <param name="Surveys">Surveys by id, all on the same scale.</param>
/// <param name="Item">Item of the survey whose answers are the outcome; empty for the main question.</param>
/// <param name="FromDay">First local day.</param>
/// <param name="ToDay">Local day after the last.</param>
/// <param name="Dimensions">Dimension values that the answer must have, all of them; none for no condition.</param>
public sealed record DriverQuestion(
    IReadOnlyDictionary<string, SurveyDefinition> Surveys,
    string Item,
    int FromDay,
    int ToDay,
    IReadOnlyList<DimensionValue> Dimensions)
{
    /// <summary>
    /// The answers of one customer. As for the score itself, every answer counts but those to the main question of a net promoter survey,
    /// of which the latest of each contact and survey does.
    /// </summary>
    /// <param name="effective">The customer's history, from <see cref="CustomerHistory.Effective"/>.</param>
    /// <param name="context">The tenant's.</param>
    public IEnumerable<DriverAnswer> AnswersOf(IReadOnlyList<EncodedInteraction> effective, FoldContext context)
    {
        ArgumentNullException.ThrowIfNull(effective);
        ArgumentNullException.ThrowIfNull(context);
        if (!effective.Any(row => row.Kind == InteractionKind.SurveyAnswered))
            return [];
        var answers = new List<DriverAnswer?>();
        var latest = new Dictionary<(ulong Contact, string Survey), int>();
        foreach (var (interaction, profile) in HistoryWalk.Of(effective))
        {
            if (interaction.Facts is not SurveyAnswered answer
                || !Surveys.TryGetValue(answer.Survey, out var survey)
                || !string.Equals(answer.Item, Item, StringComparison.Ordinal)
                || context.Calendar.DayOf(interaction.OccurredAt) is var day && (day < FromDay || day >= ToDay))
            {
                continue;
            }

            if (survey.Type == SurveyType.Nps && Item.Length == 0)
            {
                // The one before it does not count any more, whether or not this one is of the part looked at.
                var key = (interaction.ContactHash, survey.Id);
                if (latest.TryGetValue(key, out var earlier))
                    answers[earlier] = null;
                latest[key] = answers.Count;
            }

            var counts = Dimensions.All(value => context.Dimension(value.Slot, interaction, profile) == value);
            answers.Add(counts ? new(survey.Reversed ? survey.ScaleMin + survey.ScaleMax - answer.Value : answer.Value, answer.Factors) : null);
        }

        return answers.OfType<DriverAnswer>();
    }
}
