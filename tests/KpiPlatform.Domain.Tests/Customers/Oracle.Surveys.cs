using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <content>Surveys: answers to the main question of declared ones.</content>
internal sealed partial class Oracle
{
    private void AddSurveys(SortedDictionary<string, long> numbers, LocalDate from, LocalDate to)
    {
        var csat = Answers(SurveyType.Csat, from, to);
        numbers["csat answers"] = csat.Count;
        numbers["csat satisfied"] = csat.Count(answer => answer.Value >= answer.Survey.SatisfiedFrom);

        var ces = Answers(SurveyType.Ces, from, to);
        numbers["ces answers"] = ces.Count;
        numbers["ces sum"] = (long)ces.Sum(answer => decimal.Round((decimal)answer.Value * 1_000_000m, MidpointRounding.AwayFromZero));
        numbers["ces easy"] = ces.Count(answer => answer.Value >= answer.Survey.SatisfiedFrom);

        var latest = Answers(SurveyType.Nps, from, to)
            .GroupBy(answer => (answer.Event.Interaction.Contact, answer.Survey.Id))
            .Select(answers => answers.MaxBy(answer => answer.Event.Place).Value)
            .ToList();
        numbers["nps answers"] = latest.Count;
        numbers["nps promoters"] = latest.Count(value => value >= 9);
        numbers["nps detractors"] = latest.Count(value => value <= 6);
    }

    private List<(OracleEvent Event, SurveyDefinition Survey, double Value)> Answers(SurveyType type, LocalDate from, LocalDate to)
    {
        var answers = new List<(OracleEvent, SurveyDefinition, double)>();
        foreach (var e in In<SurveyAnswered>(from, to))
        {
            var answer = (SurveyAnswered)e.Facts;
            var survey = _settings.Surveys.SingleOrDefault(survey => survey.Id == answer.Survey);
            if (answer.Item.Length == 0 && survey?.Type == type)
                answers.Add((e, survey, survey.Reversed ? survey.ScaleMin + survey.ScaleMax - answer.Value : answer.Value));
        }

        return answers;
    }
}
