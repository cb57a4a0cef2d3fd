using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

public static partial class InteractionReader
{
    private static SurveyInvited Read(Wire.SurveyInvited proto, in Context context)
    {
        Declared(proto.Survey, context);
        return new SurveyInvited { Survey = proto.Survey };
    }

    private static SurveyAnswered Read(Wire.SurveyAnswered proto, in Context context)
    {
        var survey = Declared(proto.Survey, context);
        return new SurveyAnswered
        {
            Survey = proto.Survey,
            Item = context.Text(proto.Item, "item"),
            Value = Answer(proto.Value, survey, context.Check),
            About = proto.AboutCase switch
            {
                Wire.SurveyAnswered.AboutOneofCase.Ticket => About(AboutKind.Ticket, proto.Ticket, "ticket", context),
                Wire.SurveyAnswered.AboutOneofCase.OrderId => About(AboutKind.Order, proto.OrderId, "order_id", context),
                Wire.SurveyAnswered.AboutOneofCase.Channel => About(AboutKind.Channel, proto.Channel, "channel", context),
                _ => Domain.Interactions.About.Nothing,
            },
            Factors = Factors(proto.Factors, context),
            Comment = context.Check.FreeText(proto.Comment, "comment"),
        };
    }

    private static SurveyDefinition? Declared(string id, in Context context)
    {
        if (context.Required(id, "survey").Length == 0)
            return null;
        var survey = context.Definition.Survey(id);
        if (survey is null)
            context.Check.Fail("survey", InteractionReasons.UnknownSurvey, $"\"{DisplayText.Of(id)}\" is no survey of this tenant; declare it in the tenant's surveys first.");
        return survey;
    }

    private static double Answer(double value, SurveyDefinition? survey, FieldCheck check)
    {
        const string Field = "value";
        if (survey is null)
            return check.Real(value, Field);
        var answer = check.Real(value, Field, survey.ScaleMin, survey.ScaleMax);
        if (survey.Type == SurveyType.Nps && double.IsFinite(answer) && answer != Math.Truncate(answer))
            check.Fail(Field, InteractionReasons.NotWholeNumber, $"{answer} is no whole number; give {survey.ScaleMin} to {survey.ScaleMax} in whole numbers.");
        return answer;
    }

    private static IReadOnlyList<SurveyFactor> Factors(IReadOnlyList<Wire.SurveyFactor> factors, in Context context)
    {
        const string Field = "factors";
        var check = context.Check;
        if (factors.Count == 0 || !check.Count(factors.Count, Field, InteractionLimits.Factors))
            return [];
        var read = new SurveyFactor[factors.Count];
        for (var i = 0; i < read.Length; i++)
        {
            check.EnterItem(Field, i);
            var factor = factors[i];
            read[i] = new SurveyFactor(
                context.Required(factor.Name, "name"),
                check.Real(factor.Score, "score"),
                factor.HasImportance ? check.Real(factor.Importance, "importance", min: 0) : null);
        }

        check.LeaveItems();
        return read;
    }

    /// <summary>What something is about; an empty id is about nothing.</summary>
    private static About About(AboutKind kind, string id, string field, in Context context)
    {
        var maxBytes = kind is AboutKind.Ticket or AboutKind.Channel ? InteractionLimits.IdBytes : InteractionLimits.TextBytes;
        return id.Length == 0 ? Domain.Interactions.About.Nothing : new About(kind, context.Check.Text(id, field, maxBytes));
    }
}
