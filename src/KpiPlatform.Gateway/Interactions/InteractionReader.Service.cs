using KpiPlatform.Domain.Interactions;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

public static partial class InteractionReader
{
    private static TicketOpened Read(Wire.TicketOpened proto, in Context context) => new()
    {
        Ticket = context.Id64(proto.Ticket, "ticket"),
        Category = context.Text(proto.Category, "category"),
        Priority = context.Check.Choice<TicketPriority, Wire.TicketPriority>(proto.Priority, "priority", required: false),
        DueAt = context.Check.Time(proto.DueTime, "due_time"),
    };

    private static TicketMessage Read(Wire.TicketMessage proto, in Context context) => new()
    {
        Ticket = context.Id64(proto.Ticket, "ticket"),
        Author = context.Check.Choice<MessageAuthor, Wire.MessageAuthor>(proto.Author, "author"),
    };

    private static TicketResolved Read(Wire.TicketResolved proto, in Context context) => new() { Ticket = context.Id64(proto.Ticket, "ticket") };

    private static TicketReopened Read(Wire.TicketReopened proto, in Context context) => new() { Ticket = context.Id64(proto.Ticket, "ticket") };

    private static Complaint Read(Wire.Complaint proto, in Context context) => new()
    {
        Category = context.Text(proto.Category, "category"),
        About = proto.AboutCase switch
        {
            Wire.Complaint.AboutOneofCase.Ticket => About(AboutKind.Ticket, proto.Ticket, "ticket", context),
            Wire.Complaint.AboutOneofCase.OrderId => About(AboutKind.Order, proto.OrderId, "order_id", context),
            Wire.Complaint.AboutOneofCase.Product => About(AboutKind.Product, proto.Product, "product", context),
            _ => Domain.Interactions.About.Nothing,
        },
    };

    private static Call Read(Wire.Call proto, in Context context) => new()
    {
        CallId = context.Id64(proto.Call_, "call"),
        Ivr = context.Check.Span(proto.IvrDuration, "ivr_duration"),
        Queue = context.Check.Span(proto.QueueDuration, "queue_duration"),
        Talk = context.Check.Span(proto.TalkDuration, "talk_duration"),
        Hold = context.Check.Span(proto.HoldDuration, "hold_duration"),
        WrapUp = context.Check.Span(proto.WrapUpDuration, "wrap_up_duration"),
        Outcome = context.Check.Choice<CallOutcome, Wire.CallOutcome>(proto.Outcome, "outcome"),
        Transferred = proto.Transferred,
        Ticket = context.Check.Text(proto.Ticket, "ticket", InteractionLimits.IdBytes),
    };

    private static ContactTime Read(Wire.ContactTime proto, in Context context) => new()
    {
        Duration = context.Check.Span(proto.Duration, "duration", positive: true),
        Staff = context.Text(proto.Staff, "staff"),
        CallId = context.Check.Text(proto.Call, "call", InteractionLimits.IdBytes),
    };
}
