using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

public static partial class InteractionReader
{
    private static Visit Read(Wire.Visit proto, in Context context) => new()
    {
        Session = proto.Session.Length == 0 ? context.Id : context.Text(proto.Session, "session"),
        Duration = context.Check.Span(proto.Duration, "duration"),
        Pages = (int)context.Check.Whole(proto.Pages, "pages", 0, int.MaxValue),
        Place = context.Check.Choice<VisitPlace, Wire.VisitPlace>(proto.Place, "place"),
    };

    private static JourneyStep Read(Wire.JourneyStep proto, in Context context)
    {
        var id = context.Required(proto.Journey, "journey");
        var step = context.Required(proto.Step, "step");
        JourneyDefinition? journey = null;
        foreach (var declared in context.Definition.Settings.Journeys)
        {
            if (string.Equals(declared.Id, id, StringComparison.Ordinal))
                journey = declared;
        }

        if (journey is null)
        {
            if (id.Length > 0)
                context.Check.Fail("journey", InteractionReasons.UnknownJourney, $"\"{DisplayText.Of(id)}\" is no journey of this tenant; declare it in the tenant's journeys first.");
        }
        else if (step.Length > 0 && !journey.Steps.Contains(step))
        {
            context.Check.Fail("step", InteractionReasons.UnknownJourneyStep, $"\"{DisplayText.Of(step)}\" is no step of the journey \"{id}\"; give one of its declared steps.");
        }

        return new JourneyStep { Journey = id, Instance = context.Text(proto.Instance, "instance"), Step = step };
    }

    private static Mention Read(Wire.Mention proto, in Context context) => new()
    {
        Text = context.Check.FreeText(proto.Text, "text"),
        Tags = context.Check.Texts(proto.Tags, "tags", InteractionLimits.Tags),
    };

    private static Usage Read(Wire.Usage proto, in Context context) => new()
    {
        Meter = context.Required(proto.Meter, "meter"),
        Quantity = context.Check.Real(proto.Quantity, "quantity", min: 0),
        Unit = context.Text(proto.Unit, "unit"),
    };
}
