using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tenants;

/// <summary>Waits until values are those of the definition asked for.</summary>
internal static class BackfillWait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Asks again until nothing is being counted; progress goes to the error stream.</summary>
    /// <exception cref="CliException">It was given up.</exception>
    public static async Task<Tenant> RunAsync(Session session, Tenant tenant, CancellationToken cancellationToken)
    {
        var target = tenant.Backfill?.TargetVersion;
        var told = "";
        while (tenant.Backfill is { } backfill && BackfillText.IsWaiting(backfill))
        {
            target = backfill.TargetVersion;
            var progress = BackfillText.Progress(backfill);
            if (progress != told)
                await session.Environment.Error.WriteLineAsync(told = progress);
            await Task.Delay(Interval, session.Environment.Time, cancellationToken);
            tenant = await session.Tenants.GetTenantAsync(new GetTenantRequest { Name = tenant.Name }, session.Unary(cancellationToken));
        }

        if (tenant.Backfill?.State is Backfill.Types.State.Aborted or Backfill.Types.State.Cancelled && tenant.Backfill.TargetVersion == target)
            throw new CliException(ExitCodes.Failure, $"definition {target} was given up: {tenant.Backfill.Problem}", "values stay those of the old definition");
        return tenant;
    }
}
