namespace RiskFunctions.Okta.OAuth.DPoP;

/// <summary>Reads a <see cref="DPoPChallenge"/> from the headers alone.</summary>
internal static class DPoPChallenges
{
    public static DPoPChallenge Read(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized))
        {
            return DPoPChallenge.None;
        }

        var challenges = response.Headers.WwwAuthenticate.Select(h => $"{h.Scheme} {h.Parameter}").ToList();
        return challenges switch
        {
            _ when Any("use_dpop_nonce") => DPoPChallenge.UseNonce,
            _ when Any("invalid_dpop_proof") => DPoPChallenge.AnotherProof,

            // A Bearer challenge may ask for DPoP in its description. One that does not still accepts Bearer.
            _ when Any("dpop") && !challenges.Exists(IsPlainBearer) => DPoPChallenge.UseDPoP,
            _ => DPoPChallenge.None,
        };

        static bool IsPlainBearer(string challenge) =>
            challenge.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) && !challenge.Contains("dpop", StringComparison.OrdinalIgnoreCase);

        bool Any(string word) => challenges.Exists(c => c.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
