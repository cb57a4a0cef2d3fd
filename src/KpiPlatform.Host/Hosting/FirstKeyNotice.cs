using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Access;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Host.Hosting;

/// <summary>Gives the key of the first platform admin to whoever starts a new installation. It goes around the log, which others may read and keep.</summary>
internal static class FirstKeyNotice
{
    /// <summary>Makes the key if none was ever made and the configuration gives none, and prints it or writes it to the file given.</summary>
    /// <exception cref="HostException">The file can't be written; no key was made.</exception>
    public static async Task ShowAsync(KpiHostOptions options, IServiceProvider services, CancellationToken cancellationToken)
    {
        // With anybody let in, or a key in the configuration, somebody can make keys already.
        if (options.Anonymous || options.Demo || options.AccessKeys().Count > 0)
            return;
        var store = services.GetRequiredService<IAccessKeyStore>();
        var time = services.GetRequiredService<TimeProvider>();
        if (string.IsNullOrEmpty(options.FirstKeyFile))
        {
            if (await FirstKey.EnsureAsync(store, time, cancellationToken) is { } key)
                await Console.Out.WriteLineAsync(Text(key).AsMemory(), cancellationToken);
            return;
        }

        if ((await store.ListAsync(tenant: null, after: null, 1, cancellationToken)).Count > 0)
            return;

        // Opened before the key is made: one that nobody could be given would lock everybody out.
        var writer = new StreamWriter(Open(options.FirstKeyFile));
        string? first = null;
        try
        {
            await using (writer)
            {
                first = await FirstKey.EnsureAsync(store, time, cancellationToken);
                if (first is not null)
                    await writer.WriteLineAsync(first.AsMemory(), cancellationToken);
            }
        }
        finally
        {
            // Another host was first, or the database is away: a file without a key would be looked into in vain, and forbid the next start.
            if (first is null)
                File.Delete(options.FirstKeyFile);
        }
    }

    private static string Text(string key) =>
        $"""

          This is the key of the first platform admin. It is shown this once and can't be had again:

            {key}

          Sign in with it:  kpi login

        """;

    private static FileStream Open(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new FileStream(path, options);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new HostException($"The file for the first key, {path}, exists already: delete it, or name another with --first-key-file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostException($"The file for the first key can't be written: {exception.Message}", exception);
        }
    }
}
