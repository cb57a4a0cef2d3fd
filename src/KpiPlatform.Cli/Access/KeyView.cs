using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;
using Spectre.Console;

namespace KpiPlatform.Cli.Access;

/// <summary>How keys are shown; never their texts.</summary>
internal static class KeyView
{
    public static readonly ResourceView<Key> View = new(
        [
            new("key", key => Escape(ResourceNames.LastSegment(key.Name))),
            new("principal", key => Escape(key.Principal)),
            new("roles", key => Escape(Roles(key.Roles))),
            new("state", key => Escape(State(key))),
            new("created", key => Time(key.CreateTime)),
            new("expires", key => Time(key.ExpireTime)),
            new("last used", key => Time(key.LastUseTime)),
        ],
        [
            new("key", key => ResourceNames.LastSegment(key.Name)),
            new("principal", key => key.Principal),
            new("roles", key => Roles(key.Roles)),
            new("scopes", key => string.Join(' ', key.Scopes)),
            new("state", State),
            new("create_time", key => Time(key.CreateTime)),
            new("expire_time", key => Time(key.ExpireTime)),
            new("revoke_time", key => Time(key.RevokeTime)),
            new("last_use_time", key => Time(key.LastUseTime)),
            new("created_by", key => key.CreatedBy),
        ]);

    /// <summary>"viewer, ingest".</summary>
    public static string Roles(IEnumerable<Role> roles) => string.Join(", ", roles.Select(Name));

    /// <summary>"tenant-admin".</summary>
    public static string Name(Role role) => EnumText.UpperSnake(role.ToString()).ToLowerInvariant().Replace('_', '-');

    private static string State(Key key) => key.Live ? "live" : key.RevokeTime is null ? "expired" : "revoked";

    private static string Time(Timestamp? time) => time?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static string Escape(string text) => Markup.Escape(TextSafety.OneLine(text));
}
