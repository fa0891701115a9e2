using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.LocalHost.Sandbox.OAuth.Signatures;
using RiskFunctions.Testing.Okta;

namespace RiskFunctions.LocalHost.Tests.Sandbox.OAuth;

/// <summary>The verifier against values that the RFCs publish.</summary>
public sealed class PublishedVectorTests
{
    private const string Claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    // RFC 7515 appendix A.2.
    private const string RsaModulus =
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soM"
        + "Zo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NA"
        + "co9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    internal const string RsaKey = $$"""{"kty":"RSA","n":"{{RsaModulus}}","e":"AQAB"}""";
    private const string RsaSignature =
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLg"
        + "rnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgG"
        + "Y9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    internal const string RsaToken = $"eyJhbGciOiJSUzI1NiJ9.{Claims}.{RsaSignature}";

    // RFC 7515 appendix A.3.
    private const string EcKey =
        """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";
    private const string EcToken = $"eyJhbGciOiJFUzI1NiJ9.{Claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    // RFC 9449 section 4.2 (token request) and section 7.1 (resource request).
    private const string ProofKey =
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNG"
        + "pmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19";
    private const string TokenProof =
        $"{ProofKey}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-Gx"
        + "A6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
    private const string ResourceProof =
        $"{ProofKey}.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU"
        + "2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6"
        + "Fy1dqd-jfxSYoMxhAJpLjA";
    private const string BoundToken = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
    private const string ProofThumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

    [Theory]
    [InlineData(RsaToken, RsaKey)]
    [InlineData(EcToken, EcKey)]
    public void IsSignedBy_example_of_rfc7515_is_valid(string token, string key) => Assert.True(Parse(token).IsSignedBy(Key(key)));

    [Theory]
    [InlineData(RsaToken, EcKey)]
    [InlineData(EcToken, RsaKey)]
    public void IsSignedBy_key_is_of_another_kind_is_not_valid(string token, string key) => Assert.False(Parse(token).IsSignedBy(Key(key)));

    [Fact]
    public void IsSignedBy_any_bit_is_changed_is_not_valid()
    {
        var signature = Base64UrlText.Decode(EcToken.Split('.')[2])!;
        for (var i = 0; i < signature.Length; i += 7)
        {
            var changed = signature.ToArray();
            changed[i] ^= 1;
            var token = $"{EcToken[..EcToken.LastIndexOf('.')]}.{Base64UrlText.Encode(changed)}";

            Assert.False(Parse(token).IsSignedBy(Key(EcKey)));
        }
    }

    [Fact]
    public void Thumbprint_example_of_rfc7638_section_3_1_is_equal()
    {
        const string Modulus =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93l"
            + "qt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd"
            + "2NcRwr3XPks"
            + "INHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

        var key = Key($$"""{"kty":"RSA","n":"{{Modulus}}","e":"AQAB","alg":"RS256","kid":"2011-04-29"}""");

        Assert.Equal(("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", "2011-04-29"), (key.Thumbprint, key.KeyId));
    }

    [Fact]
    public void Verify_proofs_of_rfc9449_are_valid_and_have_its_thumbprint()
    {
        var proofs = new DPoPProofs(new Nonces(new OAuthOptions()));
        var now = DateTimeOffset.FromUnixTimeSeconds(1562262620);
        var token = new ProofExpectation { Method = "POST", Url = "https://server.example.com/token", NeedsNonce = false };
        var resource = new ProofExpectation
        {
            Method = "GET",
            Url = "https://resource.example.org/protectedresource",
            AccessToken = BoundToken,
            Thumbprint = ProofThumbprint,
            NeedsNonce = false,
        };

        Assert.Equal((ProofThumbprint, null), (proofs.Verify(TokenProof, token, now, out var fault), fault));
        Assert.Equal((ProofThumbprint, null), (proofs.Verify(ResourceProof, resource, now, out fault), fault));
    }

    // RFC 7523 section 4: header and claims. The RFC prints no signature, so a key of the test makes one. Its example is a grant, whose
    // subject is a person; for client authentication section 3 item 2 wants the client there, and so does the verifier.
    [Theory]
    [InlineData("https://jwt-idp.example.com", null)]
    [InlineData("mailto:mike@example.com", "The subject of the client_assertion is not its issuer.")]
    public void Verify_claims_of_rfc7523_section_4_pass_once_the_subject_is_the_client(string subject, string? fault)
    {
        var key = ServiceAppKey.CreateEc("16");
        var assertions = new ClientAssertions([new ServiceApp { ClientId = "https://jwt-idp.example.com", PublicJwks = [key.PublicJwk] }]);
        var assertion = key.Sign(
            """{"alg":"ES256","kid":"16"}""",
            $$"""{"iss":"https://jwt-idp.example.com","sub":"{{subject}}","aud":"https://jwt-rp.example.net","nbf":1300815780,"exp":1300819380"""
            + $$""","http://claims.example.com/member":true}""");

        var app = assertions.Verify(assertion, "https://jwt-rp.example.net", DateTimeOffset.FromUnixTimeSeconds(1300815780), out var found);

        Assert.Equal(fault, found?.Description);
        Assert.Equal(fault is null, app is not null);
    }

    private static SignedToken Parse(string token) => SignedToken.Parse(token) ?? throw new FormatException("Not a signed token.");

    private static PublicKey Key(string jwk) => PublicKey.FromJwk(JsonDocument.Parse(jwk).RootElement, out var fault) ?? throw new FormatException(fault);
}
