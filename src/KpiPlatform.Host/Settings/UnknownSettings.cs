using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace KpiPlatform.Host.Settings;

/// <summary>
/// Refuses settings that nothing reads. One that is misspelt would else be as if it were not there, and the server would run without the wall between tenants,
/// or with the wrong database, and say nothing.
/// </summary>
internal static class UnknownSettings
{
    /// <summary>Looks through a section and what is nested in it.</summary>
    /// <param name="section">What was set, in the environment or in appsettings.json.</param>
    /// <param name="options">What it is read into; its own classes are looked into in their turn, lists are not.</param>
    /// <exception cref="HostException">A name is not among those that there are, which the message lists.</exception>
    public static void Refuse(IConfigurationSection section, Type options)
    {
        var known = options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsRead).ToList();
        foreach (var child in section.GetChildren())
        {
            var property = known.Find(one => string.Equals(one.Name, child.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw new HostException(
                    $"{Written(child.Path)} is no setting of this server. Take it out of the environment or appsettings.json, or write it as it is called: {string.Join(", ", known.Select(one => one.Name))}.");
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (type.IsClass && type.Assembly.GetName().Name!.StartsWith(nameof(KpiPlatform), StringComparison.Ordinal))
                Refuse(child, type);
        }
    }

    // Lists are added to.
    private static bool IsRead(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true } || (property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable)));

    // As it stands in the environment, where most settings come from.
    private static string Written(string path) => path.Replace(":", "__", StringComparison.Ordinal);
}
