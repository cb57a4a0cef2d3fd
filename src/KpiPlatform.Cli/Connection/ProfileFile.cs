using System.Text.Json;
using KpiPlatform.Cli.Errors;

namespace KpiPlatform.Cli.Connection;

/// <summary>
/// The file of profiles: <c>$KPI_PROFILES</c>, else <c>kpi/profiles.json</c> below <c>$XDG_CONFIG_HOME</c> or <c>~/.config</c>. It holds keys, so only its
/// owner may read it, and it is replaced as a whole.
/// </summary>
internal sealed class ProfileFile
{
    private const string DefaultName = "default";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly string? _path;
    private readonly string? _chosen;

    public ProfileFile(CliEnvironment environment, string? chosen)
    {
        _path = PathOf(environment);
        _chosen = chosen ?? NonEmpty(environment.GetVariable("KPI_PROFILE"));
    }

    /// <summary>Name of the profile in use: --profile, KPI_PROFILE, the one chosen by "kpi profile use", or "default".</summary>
    public string CurrentName => _chosen ?? Read().Current ?? DefaultName;

    /// <summary>The profile in use; absent if there is none of that name.</summary>
    public Profile? Current => Read() is var content && content.Profiles.TryGetValue(_chosen ?? content.Current ?? DefaultName, out var profile) ? profile
        : _chosen is null ? null
        : throw CliException.Usage($"there is no profile '{_chosen}'; 'kpi profile list' shows which there are, 'kpi login --profile {_chosen}' makes it");

    /// <summary>All profiles by name.</summary>
    public IReadOnlyDictionary<string, Profile> All => Read().Profiles;

    /// <summary>Keeps a profile under the name in use, and uses it from now on.</summary>
    public void Save(Profile profile)
    {
        var content = Read();
        var name = _chosen ?? content.Current ?? DefaultName;
        content.Profiles[name] = profile;
        Write(content with { Current = name });
    }

    /// <summary>Uses another profile from now on. False if there is none of that name.</summary>
    public bool Use(string name)
    {
        var content = Read();
        if (!content.Profiles.ContainsKey(name))
            return false;
        Write(content with { Current = name });
        return true;
    }

    /// <summary>Forgets a profile and its key. False if there is none of that name.</summary>
    public bool Delete(string name)
    {
        var content = Read();
        if (!content.Profiles.Remove(name))
            return false;
        Write(content with { Current = content.Current == name ? null : content.Current });
        return true;
    }

    private static string? PathOf(CliEnvironment environment)
    {
        if (NonEmpty(environment.GetVariable("KPI_PROFILES")) is { } given)
            return given;
        var folder = NonEmpty(environment.GetVariable("XDG_CONFIG_HOME"))
            ?? (NonEmpty(environment.GetVariable("HOME")) is { } home ? Path.Combine(home, ".config") : null);
        return folder is null ? null : Path.Combine(folder, "kpi", "profiles.json");
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private Content Read()
    {
        if (_path is null || !File.Exists(_path))
            return new();
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(_path), Json) ?? new();
        }
        catch (JsonException error)
        {
            throw new CliException(ExitCodes.Failure, $"'{_path}' is no file of profiles ({error.Message}); mend or delete it");
        }
    }

    private void Write(Content content)
    {
        var path = _path ?? throw CliException.Usage("there is nowhere to keep a profile; set KPI_PROFILES to a file, or HOME");
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var temporary = $"{full}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(temporary, options))
            JsonSerializer.Serialize(stream, content, Json);
        File.Move(temporary, full, overwrite: true);
    }

    private sealed record Content
    {
        public string? Current { get; init; }

        public SortedDictionary<string, Profile> Profiles { get; init; } = new(StringComparer.Ordinal);
    }
}
