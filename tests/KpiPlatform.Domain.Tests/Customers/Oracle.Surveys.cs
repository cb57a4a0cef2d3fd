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

        numbers["customers answering"] = One(csat.Count > 0);
        numbers["customers satisfied"] = One(csat.Count > 0 && csat[^1].Value >= csat[^1].Survey.SatisfiedFrom);
        var invitations = In<SurveyInvited>(from, to).ToList();
        numbers["invitations"] = invitations.Count;
        numbers["invitations answered"] = invitations.Count(IsAnswered);
        numbers["enthusiasm"] = (long)In<SurveyAnswered>(from, to).Select(e => (SurveyAnswered)e.Facts).Where(answer => answer.Item == "enthusiasm").Sum(EnthusiasmMicro);
    }

    private bool IsAnswered(OracleEvent invitation)
    {
        var survey = ((SurveyInvited)invitation.Facts).Survey;
        var next = _events.FirstOrDefault(e => e.Place > invitation.Place
            && e.Interaction.Contact == invitation.Interaction.Contact
            && e.Facts switch
            {
                SurveyInvited invited => invited.Survey == survey,
                SurveyAnswered answer => answer.Survey == survey,
                _ => false,
            });
        return next?.Facts is SurveyAnswered;
    }

    private decimal EnthusiasmMicro(SurveyAnswered answer)
    {
        if (_settings.Surveys.SingleOrDefault(survey => survey.Id == answer.Survey) is not { } survey)
            return 0;
        return decimal.Round((decimal)(survey.Reversed ? survey.ScaleMin + survey.ScaleMax - answer.Value : answer.Value) * 1_000_000m, MidpointRounding.AwayFromZero);
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
