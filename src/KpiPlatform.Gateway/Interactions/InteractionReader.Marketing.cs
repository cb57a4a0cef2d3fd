using KpiPlatform.Domain.Interactions;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

public static partial class InteractionReader
{
    private const long MaxPoints = (long)InteractionLimits.Number;

    private static PromotionOffered Read(Wire.PromotionOffered proto, in Context context) => new() { Promotion = context.Required(proto.Promotion, "promotion") };

    private static PromotionRedeemed Read(Wire.PromotionRedeemed proto, in Context context) => new() { Promotion = context.Required(proto.Promotion, "promotion") };

    private static ExperimentAssigned Read(Wire.ExperimentAssigned proto, in Context context) => new()
    {
        Experiment = context.Required(proto.Experiment, "experiment"),
        Arm = context.Required(proto.Arm, "arm"),
    };

    private static LoyaltyJoined Read(Wire.LoyaltyJoined proto, in Context context) => new() { Programme = context.Text(proto.Programme, "programme") };

    private static LoyaltyLeft Read(Wire.LoyaltyLeft proto, in Context context) => new() { Programme = context.Text(proto.Programme, "programme") };

    private static LoyaltyPointsEarned Read(Wire.LoyaltyPointsEarned proto, in Context context) => new()
    {
        Programme = context.Text(proto.Programme, "programme"),
        Points = context.Check.Whole(proto.Points, "points", 1, MaxPoints),
    };

    private static LoyaltyPointsRedeemed Read(Wire.LoyaltyPointsRedeemed proto, in Context context) => new()
    {
        Programme = context.Text(proto.Programme, "programme"),
        Points = context.Check.Whole(proto.Points, "points", 1, MaxPoints),
    };
}
