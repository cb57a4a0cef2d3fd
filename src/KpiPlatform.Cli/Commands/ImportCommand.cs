using System.CommandLine;
using System.Text;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Import;
using KpiPlatform.Cli.Import.Mapping;
using KpiPlatform.Cli.Import.Reading;
using KpiPlatform.Cli.Import.Sending;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Cli.Yaml;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi import</c>.</summary>
internal sealed class ImportCommand
{
    private const string Cdnow = "cdnow";

    private readonly Argument<string> _file = new("file") { Description = "The file to import; - for the standard input." };
    private readonly Option<string?> _mapping = new("--mapping", "-m") { Description = "YAML file that says which column becomes which field.", HelpName = "file" };
    private readonly Option<string?> _layout = new("--layout") { Description = "A layout that is built in: cdnow (customer, yyyymmdd, number of CDs, dollars; separated by spaces).", HelpName = "name" };
    private readonly Option<int> _batch = new("--batch") { Description = $"Lines sent together, 1 to {ImportBatcher.MaxCount}.", HelpName = "n", DefaultValueFactory = _ => ImportBatcher.DefaultCount };
    private readonly Option<double> _retryFor = new("--retry-for") { Description = "Seconds to try again without any progress before giving up.", HelpName = "seconds", DefaultValueFactory = _ => ImportSenderOptions.DefaultRetryFor.TotalSeconds };
    private readonly Option<string?> _rejects = new("--rejects") { Description = "Write all rejected lines to this CSV file.", HelpName = "file" };
    private readonly Option<int?> _shuffle = new("--shuffle") { Description = "Send the lines in an order drawn with this seed; the result is the same.", HelpName = "seed" };
    private readonly Option<bool> _validateOnly = new("--validate-only") { Description = "Have every line checked, also by the server, and record nothing." };
    private readonly OutputOption _output = new(OutputFormat.Table, OutputFormat.Json);

    public static Command Create(CommandRunner runner)
    {
        var definition = new ImportCommand();
        var command = new Command(
            "import",
            "Imports a CSV file, each line as one interaction. Running it again changes nothing: lines recorded before are counted once.")
        {
            definition._file,
            definition._mapping,
            definition._layout,
            definition._batch,
            definition._retryFor,
            definition._rejects,
            definition._shuffle,
            definition._validateOnly,
            definition._output,
        };
        return runner.Handle(command, definition.RunAsync);
    }

    private async Task<int> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var environment = session.Environment;
        CheckOptions(session);
        var mapping = session.Get(_mapping) is { } path
            ? ImportMappingReader.Read(await YamlSource.LoadAsync(path, environment, cancellationToken))
            : null;
        await using var input = Open(session);
        var tenant = await session.Tenants.GetTenantAsync(new GetTenantRequest { Name = session.Tenant }, session.Unary(cancellationToken));
        var lines = Lines(session, input, mapping, tenant, cancellationToken);
        await using var rejects = session.Get(_rejects) is { } file ? new StreamWriter(file, append: false, new UTF8Encoding(false)) : null;
        var csv = rejects is null ? null : new CsvTextWriter(rejects);
        csv?.Write(RejectedLine.Csv.Select(c => c.Name));
        var totals = new ImportTotals(line => csv?.Write(RejectedLine.Csv.Select(c => c.Cell(line))));
        var options = new ImportSenderOptions
        {
            Parent = session.Tenant,
            Address = session.Address,
            ValidateOnly = session.Get(_validateOnly),
            RetryFor = TimeSpan.FromSeconds(session.Get(_retryFor)),
        };

        var start = environment.Time.GetTimestamp();
        var complete = false;
        try
        {
            await ImportProgressBar.RunAsync(environment, input.CanSeek ? input.Length : null, progress =>
                ImportRun.RunAsync(session.Interactions, lines, session.Get(_batch), options, totals, progress, environment.Time, cancellationToken));
            complete = true;
        }
        finally
        {
            // Also after Ctrl-C or a failure: what was acknowledged stays, and is worth knowing.
            if (complete || totals.Done > 0)
                new ImportSummary(totals, environment.Time.GetElapsedTime(start), complete, options.ValidateOnly).Write(environment, session.Get(_output));
        }

        return totals.Rejected == 0 ? ExitCodes.Success : ExitCodes.LinesRejected;
    }

    private void CheckOptions(Session session)
    {
        if (session.IsGiven(_mapping) == session.IsGiven(_layout))
            throw CliException.Usage("give either --mapping FILE or --layout cdnow");
        if (session.IsGiven(_layout) && session.Get(_layout) != Cdnow)
            throw CliException.Usage($"--layout is {Cdnow}; '{session.Get(_layout)}' is not known");
        if (session.Get(_batch) is < 1 or > ImportBatcher.MaxCount)
            throw CliException.Usage($"--batch is 1 to {ImportBatcher.MaxCount}; {session.Get(_batch)} is not");
        if (session.Get(_retryFor) is not (>= 0 and <= 86_400))
            throw CliException.Usage("--retry-for is 0 to 86400 seconds");
        if (session.Get(_file) == "-" && session.Get(_mapping) == "-")
            throw CliException.Usage("the mapping and the file cannot both be the standard input");
    }

    private Stream Open(Session session)
    {
        var path = session.Get(_file);
        if (path == "-")
            return session.Environment.OpenInput();
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage(error.Message);
        }
    }

    private IAsyncEnumerable<ImportLine> Lines(
        Session session, Stream input, ImportMapping? mapping, Tenant tenant, CancellationToken cancellationToken)
    {
        var zone = Zones.Find(tenant.TimeZone);
        IAsyncEnumerable<ImportLine> lines;
        if (mapping is not null)
        {
            lines = MappedFile.ReadAsync(input, mapping, zone, cancellationToken);
        }
        else
        {
            if (tenant.CurrencyCode != CdnowFile.Currency)
            {
                throw CliException.Usage(
                    $"the cdnow layout has amounts in {CdnowFile.Currency}; {tenant.Name} counts in {tenant.CurrencyCode}",
                    $"Create a tenant with --currency {CdnowFile.Currency} for it.");
            }

            lines = CdnowFile.ReadAsync(input, zone, cancellationToken);
        }

        return session.Get(_shuffle) is { } seed ? ShuffledLines.Of(lines, seed, cancellationToken) : lines;
    }
}
