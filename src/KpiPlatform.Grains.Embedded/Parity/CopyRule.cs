using System.Reflection;
using System.Runtime.CompilerServices;
using KpiPlatform.Grains.Embedded.Hosting;

namespace KpiPlatform.Grains.Embedded.Parity;

/// <summary>Which members of a marked type cross a boundary, and how an empty one is made.</summary>
internal sealed class CopyRule
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private readonly Type _type;
    private readonly ConstructorInfo? _constructor;

    public CopyRule(Type type)
    {
        _type = type;
        _constructor = type.IsValueType ? null : type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, Type.EmptyTypes);
        var members = new List<FieldInfo>();
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            if (level.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            {
                members.AddRange(MembersOf(level));
            }
        }

        Members = [.. members];
    }

    /// <summary>Gets the fields that cross; for a property, its backing field.</summary>
    public FieldInfo[] Members { get; }

    public static string NameOf(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    public object CreateInstance() => _constructor is null ? RuntimeHelpers.GetUninitializedObject(_type) : _constructor.Invoke(null);

    private static IEnumerable<FieldInfo> MembersOf(Type level)
    {
        var ids = new Dictionary<uint, string>();
        var implied = PrimaryConstructorParameters(level);
        foreach (var field in level.GetFields(Declared).Where(f => !f.Name.StartsWith('<') && f.IsDefined(typeof(IdAttribute))))
        {
            CheckId(ids, field, level);
            yield return field;
        }

        foreach (var property in level.GetProperties(Declared))
        {
            var marked = property.IsDefined(typeof(IdAttribute));
            if (!marked && !implied.Contains(property.Name))
            {
                continue;
            }

            var field = level.GetField($"<{property.Name}>k__BackingField", Declared);
            if (field is null)
            {
                if (marked)
                {
                    throw new GrainMessageException($"{level}.{property.Name} has an id but is no auto-property: give the id to the field that it rests on.");
                }

                continue;
            }

            if (marked)
            {
                CheckId(ids, property, level);
            }

            yield return field;
        }
    }

    private static void CheckId(Dictionary<uint, string> ids, MemberInfo member, Type level)
    {
        var id = member.GetCustomAttribute<IdAttribute>()!.Id;
        if (!ids.TryAdd(id, member.Name))
        {
            throw new GrainMessageException($"{level} gives the id {id} to both {ids[id]} and {member.Name}.");
        }
    }

    // Of a record all parameters of its primary constructor cross, as properties of the same names.
    private static HashSet<string> PrimaryConstructorParameters(Type level)
    {
        var isRecord = level.GetMethod("<Clone>$", Declared) is not null
            || (level.IsValueType && level.GetMethod("PrintMembers", Declared) is not null);
        var attribute = level.GetCustomAttribute<GenerateSerializerAttribute>()!;
        if (!isRecord && !attribute.IncludePrimaryConstructorParameters)
        {
            return [];
        }

        return level.GetConstructors(Declared)
            .Select(c => c.GetParameters())
            .Where(p => p.Length > 0 && Array.TrueForAll(p, q => level.GetProperty(q.Name!, Declared) is not null))
            .OrderByDescending(p => p.Length)
            .FirstOrDefault([])
            .Select(p => p.Name!)
            .ToHashSet(StringComparer.Ordinal);
    }
}
