import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * XMLDSig core validation by the JDK. Reads rows "file TAB number of the signature TAB certificate in base64" and
 * answers each with "file TAB number TAB valid|invalid|refused TAB why".
 */
public class Verify {
    public static void main(String[] arguments) throws Exception {
        BufferedReader rows = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String row; (row = rows.readLine()) != null; ) {
            String[] cells = row.split("\t");
            System.out.println(cells[0] + "\t" + cells[1] + "\t" + answer(cells));
        }
    }

    private static String answer(String[] cells) {
        try {
            Document document = parse(Files.readAllBytes(Path.of(cells[0])));
            NodeList signatures = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
            Node signature = signatures.item(Integer.parseInt(cells[1]));
            byte[] der = Base64.getDecoder().decode(cells[2]);
            var certificate = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            DOMValidateContext context = new DOMValidateContext(certificate.getPublicKey(), signature);
            XMLSignature parsed = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            return (parsed.validate(context) ? "valid" : "invalid") + "\t ";
        } catch (Exception error) {
            Throwable cause = error.getCause() == null ? error : error.getCause();
            return "refused\t" + String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
        }
    }

    private static Document parse(byte[] octets) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(octets));
        NodeList elements = document.getElementsByTagName("*");
        for (int index = 0; index < elements.getLength(); index++) {
            Element element = (Element) elements.item(index);
            for (int other = 0; other < element.getAttributes().getLength(); other++) {
                Attr attribute = (Attr) element.getAttributes().item(other);
                if (attribute.getName().equalsIgnoreCase("id")) {
                    element.setIdAttributeNode(attribute, true);
                }
            }
        }
        return document;
    }
}
