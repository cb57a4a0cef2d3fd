using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi customer link|unlink</c>: both record an interaction.</summary>
internal static class CustomerLinkCommands
{
    private const string Source = "kpi";

    public static Command Link(CommandRunner runner) => Create(
        runner,
        "link",
        "Folds a customer into another: its whole history counts as the other's.",
        (interaction, survivor) => interaction.IdentityLinked = new IdentityLinked { Survivor = survivor },
        "folded into");

    public static Command Unlink(CommandRunner runner) => Create(
        runner,
        "unlink",
        "Takes a link back: both customers are as if they had never been linked.",
        (interaction, survivor) => interaction.IdentityUnlinked = new IdentityUnlinked { Survivor = survivor },
        "no longer folded into");

    private static Command Create(CommandRunner runner, string name, string description, Action<Interaction, string> set, string done)
    {
        var from = new Argument<string>("from") { Description = "The tenant's own id of the customer that is folded." };
        var to = new Argument<string>("to") { Description = "The tenant's own id of the customer that survives." };
        var id = new Option<string?>("--id") { Description = "Id of the interaction. Default: a new one.", HelpName = "id" };
        var command = new Command(name, description) { from, to, id };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var interaction = new Interaction
            {
                Customer = session.Get(from),
                Source = Source,
                Id = session.Get(id) ?? $"{name}-{Guid.NewGuid():N}",
                OccurTime = Timestamp.FromDateTimeOffset(session.Environment.Time.GetUtcNow()),
            };
            set(interaction, session.Get(to)!);
            var request = new RecordInteractionRequest { Parent = session.Tenant, Interaction = interaction };
            var reply = await session.Interactions.RecordInteractionAsync(request, session.Unary(cancellationToken));
            var again = reply.Outcome == RecordOutcome.Duplicate ? " That was recorded before." : "";
            await session.Environment.Output.WriteLineAsync($"{TextSafety.OneLine(session.Get(from)!)} is {done} {TextSafety.OneLine(session.Get(to)!)}.{again}");
        });
    }
}
