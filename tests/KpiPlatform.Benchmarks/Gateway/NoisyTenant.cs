using System.Diagnostics;
using System.Globalization;

namespace KpiPlatform.Benchmarks.Gateway;

/// <summary>The process of <see cref="NoisyTenantCommand"/>.</summary>
internal sealed class NoisyTenant : IAsyncDisposable
{
    private readonly Process _process;

    private NoisyTenant(Process process) => _process = process;

    public static NoisyTenant Start(string address, string tenant, int perSecond) => new(Process.Start(new ProcessStartInfo(
        "dotnet",
        ["exec", typeof(NoisyTenant).Assembly.Location, new NoisyTenantCommand().Name, "--address", address, "--tenant", tenant, "--per-second", $"{perSecond}"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!);

    /// <summary>Begins to send; returns when each stream has been answered.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(NoisyTenantCommand.Go.AsMemory(), cancellationToken);
        if (await _process.StandardOutput.ReadLineAsync(cancellationToken) != NoisyTenantCommand.Going)
            throw new InvalidOperationException("The noisy tenant's process has ended.");
    }

    /// <summary>Ends what was begun.</summary>
    /// <returns>Interactions sent and accepted since.</returns>
    public async Task<(long Sent, long Accepted)> EndAsync(CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(NoisyTenantCommand.Stop.AsMemory(), cancellationToken);
        var counts = (await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The noisy tenant's process has ended.")).Split(' ');
        return (long.Parse(counts[0], CultureInfo.InvariantCulture), long.Parse(counts[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
