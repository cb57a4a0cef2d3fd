using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Segments;

/// <summary>Follows a segment: one line for each entry and exit. A broken stream is opened again where it was.</summary>
internal static class SegmentFollower
{
    /// <summary>Runs until cancelled.</summary>
    public static async Task RunAsync(Session session, string name, string resumeToken, OutputFormat format, CancellationToken cancellationToken)
    {
        var output = session.Environment.Output;
        var csv = new CsvTextWriter(output);
        if (format == OutputFormat.Csv)
            csv.Write(SegmentEventView.View.Csv.Select(column => column.Name));
        var messages = Watch.ReadAsync(
            session,
            ct => session.Segments.WatchSegment(new WatchSegmentRequest { Name = name, ResumeToken = resumeToken }, cancellationToken: ct),
            (reason, delay) => session.Environment.Error.WriteLine($"{reason}; trying again in {Math.Ceiling(delay.TotalSeconds):0} s"),
            cancellationToken);
        var isFirst = true;
        await foreach (var message in messages)
        {
            if (isFirst && message.HasMemberCount && format == OutputFormat.Table)
                await output.WriteLineAsync($"{Cells.Count(message.MemberCount)} customers in {ResourceNames.LastSegment(name)}");
            isFirst = false;
            foreach (var one in message.Events)
            {
                if (format == OutputFormat.Csv)
                    csv.Write(SegmentEventView.View.Csv.Select(column => column.Cell(one)));
                else
                    await output.WriteLineAsync(format == OutputFormat.Json ? ProtoJson.OneLine(one) : SegmentEventView.Line(one));
            }

            await output.FlushAsync(cancellationToken);
            resumeToken = message.ResumeToken;
        }
    }
}
