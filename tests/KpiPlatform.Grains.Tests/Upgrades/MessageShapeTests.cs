using System.Globalization;
using System.Reflection;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Tenants;

namespace KpiPlatform.Grains.Tests.Upgrades;

/// <summary>
/// Hosts of this version and of the next talk to each other while a cluster is upgraded, so what crosses between them may only grow: Messages.txt has
/// every message with its fields' numbers, every enumeration and every method of a grain. A line there never changes and never goes.
/// </summary>
public sealed class MessageShapeTests
{
    private const string File = "Messages.txt";

    [Fact]
    public void Messages_OfThisVersion_AreThoseThatAreWrittenDownAndNoOthers()
    {
        var pinned = System.IO.File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Upgrades", File)).Where(line => line.Length > 0).ToList();
        var current = Shapes().ToList();

        current.Count.ShouldBeGreaterThan(150, "The messages were not found.");
        pinned.Except(current).ShouldBeEmpty("A host of the version before could not read what this one sends. Add a field with a new number instead, or a method.");
        current.Except(pinned).ShouldBeEmpty($"Write what is new down in {File}.");
        pinned.ShouldBeUnique();
    }

    [Fact]
    public void Messages_AllOfThem_HaveANameAndNumbersOfTheirOwn()
    {
        foreach (var type in Messages().Where(type => !type.IsEnum))
        {
            type.GetCustomAttribute<AliasAttribute>().ShouldNotBeNull(type.FullName);
            Fields(type).Select(field => field.Number).ShouldBeUnique(type.FullName);
        }

        Messages().Where(type => !type.IsEnum).Select(type => type.GetCustomAttribute<AliasAttribute>()!.Alias).ShouldBeUnique();
    }

    private static IEnumerable<Type> Messages() =>
        (from assembly in (Assembly[])[typeof(ICustomerGrain).Assembly, typeof(TenantState).Assembly]
         from type in assembly.GetTypes()
         where type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && type.Namespace!.StartsWith("KpiPlatform.", StringComparison.Ordinal)
         select type)
        .SelectMany(type => Fields(type).Select(field => field.Type).Where(field => field.IsEnum).Append(type))
        .Distinct()
        .OrderBy(type => type.FullName, StringComparer.Ordinal);

    private static IEnumerable<string> Shapes()
    {
        foreach (var type in Messages())
        {
            if (type.IsEnum)
            {
                foreach (var value in Enum.GetValues(type))
                    yield return $"{type.Name}.{value} = {Convert.ToInt64(value, CultureInfo.InvariantCulture)}";
                continue;
            }

            foreach (var (number, name, field) in Fields(type).OrderBy(field => field.Number))
                yield return $"{type.GetCustomAttribute<AliasAttribute>()!.Alias} {number} {name}: {NameOf(field)}";
        }

        foreach (var type in typeof(ICustomerGrain).Assembly.GetTypes().Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type)).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            foreach (var method in type.GetMethods().OrderBy(method => method.Name, StringComparer.Ordinal))
                yield return $"{type.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))}): {NameOf(method.ReturnType)}";
        }
    }

    private static IEnumerable<(uint Number, string Name, Type Type)> Fields(Type type)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return type.GetProperties(Own).Select(property => (Id: property.GetCustomAttribute<IdAttribute>(), property.Name, Type: property.PropertyType))
            .Concat(type.GetFields(Own).Select(field => (Id: field.GetCustomAttribute<IdAttribute>(), field.Name, Type: field.FieldType)))
            .Where(field => field.Id is not null)
            .Select(field => ((uint)field.Id!.Id, field.Name, field.Type));
    }

    private static string NameOf(Type type) => type switch
    {
        { IsArray: true } => NameOf(type.GetElementType()!) + "[]",
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>",
        _ => type.Name,
    };
}
